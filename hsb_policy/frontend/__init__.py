"""Floor 2, first wing: policy text to core IR."""
