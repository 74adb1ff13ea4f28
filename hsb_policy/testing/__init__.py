"""Floor 4: runs a policy's scenarios and traces the statements it carries."""
