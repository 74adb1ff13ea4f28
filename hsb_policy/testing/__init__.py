"""Floor 4: runs a policy's scenarios and traces the statements it carries.

Published for those who test policies of their own: the plugin for pytest (`hsb_policy.testing.pytest_plugin`, which pytest loads by
itself) and the Hypothesis strategies (`hsb_policy.testing.strategies`).
"""
