"""A saved file, opened into the form: all answers, a packet with its `case.json`, or contact details for a new case."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from lzma import LZMAError
from typing import Any, Final

from service.casework import CaseError, UnreadableCaseError
from service.web.form.state import Answers, UnreadableAnswersError, raw_case_in
from service.web.form.wording import _

CONTACT_BLOCKS: Final = ("sender", "recipient", "cc", "state", "school_calendar")
"""What an advocate keeps for the next case: nothing of it is about a student."""

LARGEST_CASE = 1024 * 1024

NOT_CHOSEN = _("Choose a file first: the one you saved here, or the packet with your documents.")
NOT_OURS = _("This file was not saved here. Choose the file “case.json”, or the packet (.zip) that has it inside.")
NOT_A_CASE = _("This file has answers that the form does not know. It may come from a newer version.")


def opened(content: bytes, answers: Answers) -> tuple[Answers, str]:
    """The answers after opening a file, and what was wrong with it (empty when nothing).

    A file without a student holds blocks alone: they are put into the present answers, and the rest stays. Any other
    file takes the place of all answers.
    """
    if not content:
        return answers, NOT_CHOSEN
    text = _case_in_packet(content) if content.startswith(b"PK") else content
    if text is None:
        return answers, NOT_OURS
    try:
        raw_case = raw_case_in(text)
    except UnreadableAnswersError:
        return answers, NOT_A_CASE if text.lstrip()[:1] == b"{" else NOT_OURS
    except (UnreadableCaseError, CaseError):
        return answers, NOT_OURS
    if "student" in raw_case or not raw_case:
        return Answers(raw_case), ""
    return replace(answers, raw_case={**answers.raw_case, **raw_case}), ""


def contact_blocks(raw_case: Mapping[str, Any]) -> str:
    """The file of contact details that this case holds."""
    blocks = {name: raw_case[name] for name in CONTACT_BLOCKS if name in raw_case}
    return json.dumps(blocks, ensure_ascii=False, indent=2) + "\n"


def _case_in_packet(content: bytes) -> bytes | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.rsplit("/", 1)[-1] == "case.json"]
            if len(names) != 1 or archive.getinfo(names[0]).file_size > LARGEST_CASE:
                return None
            return archive.read(names[0])
    except (
        zipfile.BadZipFile,
        zlib.error,
        LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ):
        return None
