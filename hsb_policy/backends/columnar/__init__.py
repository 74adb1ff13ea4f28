"""Floor 2, back end: a policy answered for many cases at once, column by column. Comes with the extra `audit`, for numpy."""
