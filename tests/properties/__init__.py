"""Properties tried over random policies and cases."""
