"""Floor 3: an audit: the cases of a source judged by a policy, and what is found as rows. `reporting.audit` writes them."""
