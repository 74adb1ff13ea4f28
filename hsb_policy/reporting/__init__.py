"""Floor 4: decisions as a person reads them."""
