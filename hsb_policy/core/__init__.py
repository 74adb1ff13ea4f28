"""Floor 1: types, the core IR and decisions; the narrow waist all stages meet in."""
