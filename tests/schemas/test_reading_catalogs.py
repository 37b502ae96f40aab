"""How catalogues are read, and how an entry is found by a word that is nearly its id."""

import copy
import json
import pickle
import re
import subprocess
import sys

import pytest

from schemas import catalogs
from schemas.catalogs import LANGUAGES, Entry, catalog
from tests.schemas.test_catalogs import ENTRIES, named


class TestReading:
    def test_an_unknown_catalogue_is_a_key_error_that_names_the_known_ones(self) -> None:
        with pytest.raises(KeyError, match="recovery_routes"):
            catalog("recipes")

    def test_a_catalogue_is_read_once(self) -> None:
        assert catalog("goals") is catalog("goals")

    def test_get_gives_the_entry_or_none(self) -> None:
        assert catalog("goals").get("start_task") in list(catalog("goals"))
        assert catalog("goals").get("start_tasks") is None
        assert "start_task" in catalog("goals")

    def test_nothing_that_is_read_can_be_changed(self) -> None:
        phase = next(iter(catalog("phases")))
        with pytest.raises(TypeError):
            phase.name["en"] = "changed"  # type: ignore[index]
        with pytest.raises(TypeError):
            phase.details["steps"]["en"][0] = "changed"

    def test_a_copy_or_a_pickle_of_an_entry_is_the_same_entry(self) -> None:
        entry = next(iter(catalog("accommodations")))
        assert copy.deepcopy(entry) is entry
        assert pickle.loads(pickle.dumps(entry)) is entry

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("entry", ENTRIES, ids=named)
    def test_in_language_gives_plain_json_with_no_other_language_left(self, entry: Entry, language: str) -> None:
        plain = entry.in_language(language)
        assert json.loads(json.dumps(plain)) == plain
        assert plain["text"] == entry.text[language]
        assert not any(isinstance(value, dict) and set(value) == set(LANGUAGES) for value in plain.values())

    def test_the_version_is_the_same_each_time_and_twelve_digits(self) -> None:
        assert re.fullmatch(r"[0-9a-f]{12}", catalogs.CATALOG_VERSION)
        assert catalogs.CATALOG_VERSION == catalogs.CATALOG_VERSION

    def test_importing_opens_no_catalogue(self) -> None:
        opened = (
            "import sys, schemas.catalogs; opened = [];"
            "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None);"
            "assert not schemas.catalogs._read_catalog.cache_info().currsize;"
            "assert not schemas.catalogs._version.cache_info().currsize;"
            "schemas.catalogs.catalog('phases');"
            "assert [path for path in opened if path.endswith('phases.json')];"
            "assert not [path for path in opened if path.endswith('goals.json')]"
        )
        subprocess.run([sys.executable, "-c", opened], check=True)

    def test_an_unknown_name_of_the_module_is_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError, match="CATALOG_VERSIONS"):
            catalogs.CATALOG_VERSIONS  # noqa: B018


class TestNearest:
    @pytest.mark.parametrize(
        ("name", "written", "meant"),
        [
            ("accommodations", "quiet_entrace", "quiet_entrance"),
            ("accommodations", "Quiet Entrance", "quiet_entrance"),
            ("accommodations", "entrada tranquila", "quiet_entrance"),
            ("accommodations", "greeter", "named_greeter"),
            ("instruments", "SRAS-R", "sras_r"),
            ("recovery_routes", "portfolio-evidence", "portfolio"),
            ("goals", "start_tsk", "start_task"),
            ("goals", "empezar trabajo", "start_task"),
        ],
    )
    def test_a_misspelt_id_or_a_word_of_the_name_finds_the_entry(self, name: str, written: str, meant: str) -> None:
        assert meant in catalog(name).nearest(written)

    @pytest.mark.parametrize("written", ["", "___", "zzzz", "x" * 100_000])
    def test_nothing_like_any_entry_finds_none(self, written: str) -> None:
        assert catalog("goals").nearest(written) == []

    def test_gives_no_more_than_asked_for(self) -> None:
        assert len(catalog("accommodations").nearest("plan", n=1)) <= 1
