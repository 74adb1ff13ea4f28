"""Floor 4: cases that are made up: the same for the same seed, in any number, in every form that sources are read in."""
