"""Audits on Spark: skipped where Spark or Java is not there; `make test-spark` runs them."""
