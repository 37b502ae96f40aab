"""Derived values of the credit-recovery proposal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from service.casework.cases import Case

DERIVED: dict[str, str] = {}


def add_credit_recovery_proposal(context: dict[str, Any], case: Case, today: dt.date) -> None:
    """Add what the credit-recovery proposal needs."""
