"""Floor 2, back end: the reference interpreter, small and plain, the judge of whatever else evaluates a policy."""
