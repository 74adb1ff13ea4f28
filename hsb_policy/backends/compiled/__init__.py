"""Floor 2, back end: a policy as Python functions, written from its core IR. The interpreter judges it, and tells what it leaves out."""
