"""Floor 4: an audit as tables and as a report to send on. It alone uses what the extra `audit` brings for that."""
