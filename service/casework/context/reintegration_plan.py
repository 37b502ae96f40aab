"""Derived values of the reintegration plan appendix."""

from __future__ import annotations

import datetime as dt
from typing import Any

from service.casework.cases import Case

DERIVED: dict[str, str] = {}


def add_reintegration_plan(context: dict[str, Any], case: Case, today: dt.date) -> None:
    """Add what the reintegration plan needs."""
