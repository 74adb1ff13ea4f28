"""How much the properties are tried: a fixed, short run by default; thousands of examples with HYPOTHESIS_PROFILE=nightly."""

import os

from hypothesis import HealthCheck, settings

COMMON = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}

settings.register_profile("default", max_examples=60, derandomize=True, **COMMON)  # type: ignore[arg-type]  # a mixed dict
settings.register_profile("nightly", max_examples=5_000, **COMMON)  # type: ignore[arg-type]  # a mixed dict
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
