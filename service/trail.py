"""Where an error came from, as a log may tell it. It imports nothing of ours."""

from __future__ import annotations

import traceback
from pathlib import PurePath


def step(error: BaseException) -> str:
    """The class of the error and the places it went through, the last one last; never its message.

    A library may quote what a client sent in the message of an error.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno}" for frame in frames]
    return f"{type(error).__name__} at {' > '.join(places)}"


def trail(error: BaseException) -> str:
    """The same cause after cause, five at the most."""
    steps: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(steps) < 5:
        steps.append(step(cause))
        cause = cause.__cause__ or cause.__context__
    return "; caused by ".join(steps)
