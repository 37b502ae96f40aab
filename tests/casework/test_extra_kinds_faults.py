"""What is wrong in the TOML file of a kind is named at the start, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.kind_fields import TYPES
from service.casework import (
    KindDeclarationError,
)
from service.casework.kinds import kinds_from
from tests.casework.home_visit import HOME_VISIT, declare


def faults_in(folder: Path) -> dict[str, str]:
    """What is wrong in the TOML files of a folder: key → message."""
    with pytest.raises(KindDeclarationError) as caught:
        kinds_from(folder)
    found = [line.removeprefix(f"{folder}/").split(": ", 2) for line in str(caught.value).splitlines()]
    return {parts[1] if len(parts) > 2 else "": parts[-1] for parts in found}


class TestFaults:
    @pytest.mark.parametrize(
        ("line", "key", "says"),
        [
            ('title = "home visit note"', "title", ""),
            ("title = 7", "title", "This is the name of the document within a sentence. This must be text"),
            ('title = { es = "x" }', "title", 'English is missing. Add en = "…"'),
            ('title = { en = "x", fr = "y" }', "title.fr", "There is no key of this name here."),
            ('title = "   "', "title", "This is the name of the document within a sentence, and is empty."),
        ],
    )
    def test_of_titles(self, tmp_path: Path, line: str, key: str, says: str) -> None:
        rest = HOME_VISIT.split("\n", 2)[2]
        declare(tmp_path, f"{line}\n{rest}")
        if not says:
            assert kinds_from(tmp_path).by_slug["home_visit"].title("es") == "home visit note"
        else:
            assert faults_in(tmp_path)[key].startswith(says)

    @pytest.mark.parametrize(
        ("old", "new", "key", "says"),
        [
            ('"home-visit"', '"Home Visit"', "file_stem", "Write what file names begin with"),
            ('"home-visit"', '"504-letter"', "file_stem", "Another kind of document has this file stem."),
            ('"home-visit"', '"iep-meeting-request"', "file_stem", "Another kind of document has this file stem."),
            ('"recipient"', '"recipent"', "uses", "“recipent” is no part of a case that a document can share. Did you"),
            ('"recipient"', '"documents"', "uses", "“documents” is no part of a case"),
            ("purpose", "purpos", "purpos", "There is no key of this name here. Did you mean purpose?"),
            ("[fields.seen]", "[fields.Seen]", "fields.Seen", "Name a field in small letters"),
            ("[fields.seen]", "[fields.items]", "fields.items", "This name means something else in a template."),
            ("[fields.seen]", "[fields.load]", "fields.load", "This name means something else in a template."),
            ("[fields.seen]", "[fields.x_with_and]", "fields.x_with_and", "This name means something else"),
            ('type = "paragraph"', 'type = "paragraf"', "fields.seen.type", "Did you mean “paragraph”? The types are:"),
            ('type = "paragraph"', "", "fields.seen.type", "The types are: text, paragraph,"),
            ('label = "what was seen"', "", "fields.seen.label", "This is missing."),
            ('label = "what was seen"', "label = 3", "fields.seen.label", "This is the label of the field."),
            ("example = 2026-11-10", 'example = "soon"', "fields.visited_on.example", "A case with this would be"),
            ('choices = ["home", "park"]', "", "fields.place.choices", "List two or more different words"),
            ('choices = ["home", "park"]', 'choices = ["a", "a"]', "fields.place.choices", "List two or more"),
            (
                'type = "paragraph"',
                'type = "paragraph"\nmost = 3',
                "fields.seen.most",
                "A field of the type “paragraph”",
            ),
            ("most = 300", "most = -1", "fields.minutes.most", "“least” and “most” are whole numbers"),
            ("most = 300", "least = 9\nmost = 9", "fields.minutes.most", "“least” and “most” are whole numbers"),
            (
                'calendar = "meeting"',
                'calendar = "party"',
                "fields.next_visits.calendar",
                "In the calendar a date is one",
            ),
            ("= true\n\n[fields.seen]", '= "yes"\n\n[fields.seen]', "fields.visited_on.not_after_letter", "Write true"),
            ("[fields.seen]\n", "[fields.seen]\nhelp = 1\n", "fields.seen.help", "This is the help of the field."),
        ],
    )
    def test_of_everything_else(self, tmp_path: Path, old: str, new: str, key: str, says: str) -> None:
        assert old in HOME_VISIT
        declare(tmp_path, HOME_VISIT.replace(old, new, 1))
        assert faults_in(tmp_path)[key].startswith(says)

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("evaluation_request", "iepdocs has a kind of this name."),
            ("iep_meeting_request", "iepdocs has a kind of this name."),
            ("attendance", "This name means something else in a case or a template."),
            ("first_page", "This name means something else in a case or a template."),
            ("Home-Visit", "Name the file in small letters"),
        ],
    )
    def test_of_names(self, tmp_path: Path, name: str, says: str) -> None:
        declare(tmp_path, name=name)
        assert faults_in(tmp_path)[""].startswith(says)

    def test_of_a_missing_word_file(self, tmp_path: Path) -> None:
        (declare(tmp_path) / "en" / "home_visit.docx").unlink()
        assert faults_in(tmp_path)[""].startswith("The Word file of this kind is missing. Put it at ")

    @pytest.mark.parametrize("content", [b"title = ", b"\xff\xfe", b"", b"fields = 3", b"[fields]\na = 1"])
    def test_of_files_that_are_hardly_one(self, tmp_path: Path, content: bytes) -> None:
        (declare(tmp_path) / "home_visit.toml").write_bytes(content)
        assert faults_in(tmp_path)

    def test_come_all_at_once_from_all_files(self, tmp_path: Path) -> None:
        declare(tmp_path, 'titel = "x"\nfile_stem = 3\nuses = "all"\n[fields.a]\n')
        declare(tmp_path, 'title = "y"\n', name="other")
        with pytest.raises(KindDeclarationError) as caught:
            kinds_from(tmp_path)
        keys = [fault.split(": ")[1] for fault in caught.value.faults]
        home = ["titel", "title", "file_stem", "uses", "fields.a.label", "fields.a.type"]
        assert keys == [*home, "file_stem", "fields"]

    def test_two_kinds_cannot_share_a_file_stem(self, tmp_path: Path) -> None:
        declare(declare(tmp_path), name="home_visit_two")
        assert faults_in(tmp_path)["file_stem"].startswith("Another kind of document has this file stem.")


def test_every_type_has_a_field_in_these_tests() -> None:
    used = {line.split('"')[1] for line in HOME_VISIT.splitlines() if line.startswith("type = ")}
    assert used | {"text"} == set(TYPES)
