"""Floor 3: an audit on a Spark cluster. Spark reads, brings the rows of each case together and starts the work; the one judge judges."""
