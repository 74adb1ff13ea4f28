"""Ground floor: source texts, places in them and messages about them."""
