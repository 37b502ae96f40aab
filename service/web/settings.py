"""Every setting of the running service: its name, what it may be, and what it is without being set.

A setting is read from an environment variable, `IEPDOCS_` and the name of the field in capitals; an option of the
command line goes before it. `iepdocs serve --show-config` prints them all, and where each comes from.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from service.errors import IepdocsError

PREFIX = "IEPDOCS_"
LOG_LEVELS = ("debug", "info", "warning", "error")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_RATE = re.compile(r"[1-9][0-9]*/(second|minute|hour|day)")
_SWITCH = {
    "on": True,
    "true": True,
    "yes": True,
    "1": True,
    "off": False,
    "false": False,
    "no": False,
    "0": False,
    "": False,
}


class SettingsError(IepdocsError):
    """Settings that cannot be used. `faults` are sentences, one each; none repeats what was written."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(self.faults)


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return read


def _address(text: str) -> str:
    if not text or any(sign.isspace() or sign == "/" for sign in text):
        raise ValueError("must be an address or the name of this machine, without “http://”")
    return text


def _folder(text: str) -> Path | None:
    if text and not Path(text).is_dir():
        raise ValueError("must name a folder that is there")
    return Path(text) if text else None


def _level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return text.lower()


def _digests(text: str) -> tuple[str, ...]:
    digests = tuple(text.lower().replace(",", " ").split())
    if not all(_DIGEST.fullmatch(digest) for digest in digests):
        raise ValueError("must hold SHA-256 digests of 64 hexadecimal digits, never the tokens themselves")
    return digests


def _rate(text: str) -> str:
    rate = "".join(text.split()).lower()
    if rate and not _RATE.fullmatch(rate):
        raise ValueError("must be a number and a span such as 60/minute; second, minute, hour and day are known")
    return rate


def _proxy(text: str) -> str:
    if any(sign.isspace() or sign in ",/" for sign in text):
        raise ValueError("must be the one address from which the proxy calls, or * where nothing else can call")
    return text


def _switch(text: str) -> bool:
    if text.lower() not in _SWITCH:
        raise ValueError("must be on or off")
    return _SWITCH[text.lower()]


def _from(read: Callable[[str], Any], meaning: str) -> dict[str, Any]:
    return {"read": read, "meaning": meaning}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a service is to run. Sizes are bytes, spans are seconds."""

    host: str = field(default="127.0.0.1", metadata=_from(_address, "the address to listen on"))
    port: int = field(default=8000, metadata=_from(_whole(0, 65535), "the port; 0 takes a free one"))
    templates: Path | None = field(
        default=None, metadata=_from(_folder, "your own folder of templates, looked at first")
    )
    threads: int = field(default=4, metadata=_from(_whole(1, 64), "requests worked on at a time"))
    waiting: int = field(
        default=1000, metadata=_from(_whole(1, 100_000), "requests that may wait for a thread; more are answered 503")
    )
    connections: int = field(default=4000, metadata=_from(_whole(10, 100_000), "connections held open at a time"))
    body_limit: int = field(default=1 << 20, metadata=_from(_whole(1024, 1 << 26), "bytes of one case"))
    batch_limit: int = field(default=32 << 20, metadata=_from(_whole(1024, 1 << 30), "bytes of a file of cases"))
    body_memory: int = field(
        default=256 << 20, metadata=_from(_whole(1 << 20, 1 << 36), "bytes of all bodies held at a time; more: 503")
    )
    batches_at_once: int = field(default=2, metadata=_from(_whole(1, 63), "batches made at a time; fewer than threads"))
    rate_limit: str = field(
        default="", metadata=_from(_rate, "what one client may send, such as 60/minute; without it: no limit")
    )
    tokens: tuple[str, ...] = field(
        default=(), metadata=_from(_digests, "SHA-256 of each token that opens batches, template checks and /metrics")
    )
    proxy: str = field(
        default="", metadata=_from(_proxy, "address of the proxy in front, whose X-Forwarded headers are believed")
    )
    metrics: bool = field(default=False, metadata=_from(_switch, "on: counts for Prometheus at /metrics"))
    log_level: str = field(
        default="warning", metadata=_from(_level, "info writes a line a request; warning only what needs someone")
    )

    @property
    def checks_at_once(self) -> int:
        """Templates examined at a time: as many as leave a thread for letters beside all batches, two at most."""
        return min(2, max(1, self.threads - self.batches_at_once - 1))

    def __post_init__(self) -> None:
        faults = []
        if self.batches_at_once >= self.threads:
            faults.append(f"{PREFIX}BATCHES_AT_ONCE: must be less than {PREFIX}THREADS, or none would be left free.")
        if self.body_memory < self.batch_limit:
            faults.append(f"{PREFIX}BODY_MEMORY: must be at least {PREFIX}BATCH_LIMIT, or no such batch fits.")
        for is_wanted, setting, library in (
            (self.rate_limit, "RATE_LIMIT", "limits"),
            (self.metrics, "METRICS", "prometheus_client"),
        ):
            if is_wanted and find_spec(library) is None:
                remedy = "Install the extra “public”, or leave the setting out"
                faults.append(f"{PREFIX}{setting}: needs the library “{library}”. {remedy}.")
        if faults:
            raise SettingsError(faults)


def settings_from(environment: Mapping[str, str], **given: Any) -> Settings:
    """The settings that the environment names; `given` are options, which go first where they are not None.

    Raises `SettingsError` with every fault at once, also for a name that no setting has: a misspelt one would leave
    a service open that was meant to be closed.
    """
    known = {PREFIX + each.name.upper(): each for each in fields(Settings)}
    values: dict[str, Any] = {}
    faults = []
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        if variable not in known:
            near = difflib.get_close_matches(variable, known, 1)
            meant = f" Did you mean {near[0]}?" if near else " “iepdocs serve --show-config” lists them."
            faults.append(f"{variable}: there is no such setting.{meant}")
            continue
        setting = known[variable]
        try:
            values[setting.name] = setting.metadata["read"](text.strip())
        except ValueError as error:
            faults.append(f"{variable}: {error}.")
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**values)
    except SettingsError as error:
        # How a setting goes with one that cannot be read is not known yet.
        unread = [fault.split(":")[0] for fault in faults]
        faults += [fault for fault in error.faults if not any(variable in fault for variable in unread)]
    if faults:
        raise SettingsError(faults)
    return settings


def shown(settings: Settings, environment: Mapping[str, str], **given: Any) -> list[str]:
    """The settings as lines of a file of variables, each with its meaning and where it comes from."""
    lines = []
    for setting in fields(Settings):
        variable = PREFIX + setting.name.upper()
        if given.get(setting.name) is not None:
            source = "option"
        else:
            source = "environment" if variable in environment else "default"
        lines += [
            f"# {setting.metadata['meaning']} ({source})",
            f"{variable}={_written(getattr(settings, setting.name))}",
        ]
    return lines


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value is None else str(value)
