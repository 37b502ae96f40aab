"""How much is tried: a little on every change, a lot when asked for."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

# Not IEPDOCS_…: the service refuses to start with a setting that it does not know.
TIMES = max(1, int(os.environ.get("PROPERTY_TIMES", "1")))
MIXED_DOCUMENTS = int(os.environ.get("MIXED_DOCUMENTS", "0"))
"""Documents made at once by the test that looks for foreign words; 0 is the small default of each test."""


def tried(examples: int) -> settings:
    """So many examples times `PROPERTY_TIMES`, the same on every run and on every machine."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=True,
        database=None,
        # Shrinking takes minutes where documents are made; a larger run is where somebody looks for the smallest case.
        phases=[Phase.explicit, Phase.generate] if TIMES == 1 else list(Phase),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    )
