"""Floor 3: joins the wings; loads policies, reads cases and decides them."""
