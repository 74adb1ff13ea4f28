"""Floor 2, second wing: core IR and a case to answers."""
