"""What every entry of every catalogue must be: these files are printed in letters that schools answer."""

import json
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from schemas import catalogs
from schemas.catalogs import BARRIERS, CATALOG_NAMES, LANGUAGES, Entry, barrier_help, barrier_label, catalog

ENTRIES = [entry for name in CATALOG_NAMES for entry in catalog(name)]

FEWEST = {
    "evaluations": 12,
    "instruments": 6,
    "accommodations": 40,
    "services": 10,
    "interventions": 20,
    "goals": 30,
    "phases": 4,
    "recovery_routes": 10,
}

# The fields of each catalogue beside the common ones: language maps, maps of lists, and plain values.
WORDED = {
    "evaluations": {"looks_at"},
    "instruments": {"ages", "limits"},
    "accommodations": {"barrier", "where", "when", "who", "signal"},
    "services": {"provider_role", "focus"},
    "interventions": {"skill", "provider_role", "how_often"},
    "goals": {"skill", "measure", "data", "baseline_hint", "target", "who"},
    "phases": {"span", "goal", "attendance", "academic_demand", "who"},
    "recovery_routes": {"good_for", "ask_first"},
}
LISTED = {"steps", "supports", "adjustments", "data", "advance_when", "hold_when", "step_back_when"}
PLAIN = {
    "evaluations": {"area"},
    "instruments": {"authors", "abbreviation", "completed_by", "published"},
    "accommodations": {"group"},
    "phases": {"minutes_share"},
}
OPTIONAL = {"age_from", "age_to", "minutes_from", "minutes_to", "recovery_hours"}

GROUPS = {
    "arrival",
    "in_the_day",
    "calm_space",
    "workload",
    "schedule",
    "communication",
    "attendance",
    "bad_day",
}

# What a bulleted list or a table prints without a full stop; every other printed text is a sentence.
UNPUNCTUATED = {"evaluations", "instruments"}

# Words that invite a refusal, judge the student, or promise: advocates ask for what is needed, not the best.
FORBIDDEN = {
    "en": r"best|ideal\w*|optimal\w*|maximi[sz]\w*|full potential|guarante\w*|promis\w*|cure[sd]?|defian\w*"
    r"|manipulat\w*|non-?complian\w*|willful\w*|lazy|laziness|oppositional|tantrum\w*|misbehav\w*"
    r"|refuses|fault|blame\w*|he|she|his|her|hers|him|boys?|girls?|kids?",
    "es": r"(?:el|la|lo) mejor|ideal\w*|óptim\w*|maximiz\w*|pleno potencial|garantiz\w*|prom(?:et|es)\w*"
    r"|desafiante\w*|manipul\w*|oposicionista\w*|berrinche\w*|flojo|floja|perezos\w*|se niega|culpa\w*"
    r"|tú|tu|tus|te|ti|niña|niñas|muchach\w*",
}
# A catalogue asks; what a rule of law demands is said by the letters, with its citation.
CLAIMS_OF_LAW = {
    "en": r"must|shall|entitled|is required to|by law|the law",
    "es": r"debe|deberá|obligatoriamente|la ley",
}

# “El estudiante” is the common form in Spanish; nothing else about the student agrees with a gender.
GENDERED = r"cansad[oa]|sentad[oa]|acompañad[oa]|preocupad[oa]|ansios[oa]|encerrad[oa]|reconocid[oa]"


def named(entry: Entry) -> str:
    return f"{entry.catalog}.{entry.id}"


def _worded(value: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """(path, language, text) of every printed wording below a value."""
    if hasattr(value, "keys"):
        if set(value) == set(LANGUAGES):
            for language in LANGUAGES:
                texts = value[language] if isinstance(value[language], tuple) else (value[language],)
                for text in texts:
                    yield path, language, text
        else:
            for key in value:
                yield from _worded(value[key], f"{path}.{key}")


def _wordings(entry: Entry) -> Iterator[tuple[str, str, str]]:
    yield from _worded({"name": entry.name, "text": entry.text, **entry.details}, named(entry))


WORDINGS = [wording for entry in ENTRIES for wording in _wordings(entry)]


def _offending(pattern: dict[str, str], wordings: list[tuple[str, str, str]]) -> list[str]:
    return [
        f"{path} ({language}): {found.group()}"
        for path, language, text in wordings
        if (found := re.search(rf"\b(?:{pattern[language]})\b", text, re.IGNORECASE))
    ]


class TestStructure:
    @pytest.mark.parametrize("name", CATALOG_NAMES)
    def test_each_catalogue_holds_at_least_its_promised_number(self, name: str) -> None:
        assert len(catalog(name)) >= FEWEST[name]

    def test_the_phases_are_exactly_the_four_standard_ones_in_order(self) -> None:
        assert [phase.id for phase in catalog("phases")] == [
            "re_entry",
            "build_tolerance",
            "expand_participation",
            "stabilization",
        ]

    @pytest.mark.parametrize("name", CATALOG_NAMES)
    def test_ids_are_snake_case_ascii_and_used_once(self, name: str) -> None:
        ids = [entry.id for entry in catalog(name)]
        assert len(set(ids)) == len(ids)
        assert [each for each in ids if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", each)] == []

    @pytest.mark.parametrize("name", CATALOG_NAMES)
    def test_names_are_used_once_in_each_language(self, name: str) -> None:
        for language in LANGUAGES:
            names = [entry.name[language] for entry in catalog(name)]
            assert len(set(names)) == len(names)

    @pytest.mark.parametrize("entry", ENTRIES, ids=named)
    def test_an_entry_has_its_catalogues_fields_and_no_other(self, entry: Entry) -> None:
        expected = WORDED[entry.catalog] | PLAIN.get(entry.catalog, set())
        expected |= LISTED if entry.catalog == "phases" else set()
        assert set(entry.details) - OPTIONAL == expected

    @pytest.mark.parametrize("entry", ENTRIES, ids=named)
    def test_every_wording_stands_in_every_language(self, entry: Entry) -> None:
        maps = [entry.name, entry.text, *(entry.details[field] for field in WORDED[entry.catalog])]
        for wording in maps:
            assert set(wording) == set(LANGUAGES)
            assert all(isinstance(text, str) and text for text in wording.values())

    @pytest.mark.parametrize("phase", catalog("phases"), ids=named)
    def test_a_phase_lists_three_to_five_things_alike_in_both_languages(self, phase: Entry) -> None:
        for field in LISTED:
            lists = phase.details[field]
            assert set(lists) == set(LANGUAGES)
            assert 3 <= len(lists["en"]) <= 5
            assert len(lists["en"]) == len(lists["es"])

    @pytest.mark.parametrize("entry", ENTRIES, ids=named)
    def test_every_entry_says_where_it_comes_from(self, entry: Entry) -> None:
        assert entry.sources
        for source in entry.sources:
            assert source.title.strip() == source.title != ""
            assert source.url is None or re.fullmatch(r"https?://\S+", source.url)

    def test_every_listed_source_is_used(self) -> None:
        listed = json.loads(resources.files(catalogs).joinpath("sources.json").read_text(encoding="utf-8"))
        used = {source.title for entry in ENTRIES for source in entry.sources}
        assert {work["title"] for work in listed.values()} == used
        assert len(listed) == len(used)


class TestBarriers:
    def test_there_are_thirteen_each_with_a_label_and_help_in_both_languages(self) -> None:
        assert len(BARRIERS) == len(set(BARRIERS)) == 13
        for kind in BARRIERS:
            for language in LANGUAGES:
                assert barrier_label(kind, language)
                assert barrier_help(kind, language).endswith(".")

    def test_the_file_holds_no_other_kind(self) -> None:
        held = json.loads(resources.files(catalogs).joinpath("barriers.json").read_text(encoding="utf-8"))
        assert tuple(held) == BARRIERS

    def test_an_unknown_kind_or_language_is_a_key_error(self) -> None:
        with pytest.raises(KeyError):
            barrier_label("weather", "en")
        with pytest.raises(KeyError):
            barrier_label("anxiety", "fr")

    @pytest.mark.parametrize("entry", ENTRIES, ids=named)
    def test_an_entry_is_meant_for_known_kinds_each_named_once(self, entry: Entry) -> None:
        assert entry.barriers
        assert set(entry.barriers) <= set(BARRIERS)
        assert len(set(entry.barriers)) == len(entry.barriers)

    @pytest.mark.parametrize("kind", BARRIERS)
    @pytest.mark.parametrize(
        ("name", "fewest"),
        [("accommodations", 5), ("interventions", 2), ("goals", 2), ("evaluations", 1), ("services", 2)],
    )
    def test_every_kind_is_served_by_entries_meant_for_it_in_particular(
        self, name: str, fewest: int, kind: str
    ) -> None:
        particular = [entry for entry in catalog(name) if kind in entry.barriers and entry.barriers != BARRIERS]
        assert len(particular) >= fewest


class TestWording:
    def test_nothing_has_double_spaces_or_stray_ends(self) -> None:
        assert [
            path for path, _, text in WORDINGS if text != text.strip() or re.search(r"\s\s|[\n\t\u00a0]", text)
        ] == []

    def test_nothing_ends_in_two_marks_or_has_a_space_before_one(self) -> None:
        assert [path for path, _, text in WORDINGS if re.search(r"[.,;:]{2}| [.,;:?!]", text)] == []

    def test_straight_quotes_apostrophes_and_tags_never_stand_in_a_wording(self) -> None:
        assert [path for path, _, text in WORDINGS if re.search(r"[\"'{}<>]|\.\.\.", text)] == []

    def test_no_word_judges_promises_or_asks_for_the_best(self) -> None:
        assert _offending(FORBIDDEN, WORDINGS) == []

    def test_no_printed_text_claims_a_rule_of_law(self) -> None:
        texts = [wording for wording in WORDINGS if not wording[0].endswith((".ask_first", ".good_for"))]
        assert _offending(CLAIMS_OF_LAW, texts) == []

    def test_spanish_wordings_about_the_student_carry_no_gender(self) -> None:
        spanish = [wording for wording in WORDINGS if wording[1] == "es"]
        assert _offending({"es": GENDERED}, spanish) == []

    def test_the_two_languages_differ_except_for_names_of_instruments(self) -> None:
        same = [
            f"{named(entry)}.{field}"
            for entry in ENTRIES
            for field, wording in (("name", entry.name), ("text", entry.text))
            if wording["en"] == wording["es"] and (entry.catalog, field) != ("instruments", "name")
        ]
        assert same == []

    def test_every_question_in_spanish_is_opened(self) -> None:
        spanish = [(path, text) for path, language, text in WORDINGS if language == "es"]
        assert [path for path, text in spanish if text.count("?") != text.count("¿")] == []

    @pytest.mark.parametrize("entry", ENTRIES, ids=named)
    def test_a_name_is_a_short_label_without_a_full_stop(self, entry: Entry) -> None:
        for name in entry.name.values():
            assert len(name) <= 60
            assert not name.endswith(".")

    @pytest.mark.parametrize("entry", ENTRIES, ids=named)
    def test_a_text_ends_as_its_place_in_the_document_wants(self, entry: Entry) -> None:
        for text in entry.text.values():
            assert text.endswith(".") is (entry.catalog not in UNPUNCTUATED)
            assert text[0].isupper()

    @pytest.mark.parametrize("entry", ENTRIES, ids=named)
    def test_a_text_is_one_statement(self, entry: Entry) -> None:
        for text in entry.text.values():
            assert not re.search(r"[.!?] [A-ZÁÉÍÓÚ]", text)
            assert len(text) <= 260

    def test_no_text_names_the_student_by_pronoun_or_as_your_child(self) -> None:
        assert [path for path, language, text in WORDINGS if language == "en" and "your " in text.lower()] == []


class TestAccommodations:
    @pytest.mark.parametrize("entry", catalog("accommodations"), ids=named)
    def test_fits_the_cells_of_the_table(self, entry: Entry) -> None:
        for text in entry.text.values():
            assert len(text) <= 140
        for field in ("where", "when", "who", "signal", "barrier"):
            for cell in entry.details[field].values():
                assert len(cell) <= 60
                assert not cell.endswith(".")
                assert cell[0].isupper()

    def test_every_group_has_entries_and_no_other_group_exists(self) -> None:
        assert {entry.details["group"] for entry in catalog("accommodations")} == GROUPS

    def test_no_two_print_the_same_need(self) -> None:
        for language in LANGUAGES:
            needs = [entry.details["barrier"][language] for entry in catalog("accommodations")]
            assert len(set(needs)) == len(needs)


class TestGoals:
    @pytest.mark.parametrize("goal", catalog("goals"), ids=named)
    def test_is_one_sentence_of_condition_skill_and_measure(self, goal: Entry) -> None:
        assert re.fullmatch(r"Given .+, the student will .+, as measured by .+\.", goal.text["en"])
        assert re.fullmatch(r"Con .+, el estudiante .+, según .+\.", goal.text["es"])

    def test_none_measures_attendance(self) -> None:
        attendance = {
            "en": r"%|percent\w*|attendance|absenteeism|days? (?:attended|present|absent)|attend(?:s|ing)?\b",
            "es": r"%|por ciento|porcentaje|asistencia|ausentismo|asistir\w*|asistirá",
        }
        wordings = [wording for goal in catalog("goals") for wording in _wordings(goal)]
        found = [
            f"{path} ({language}): {text}"
            for path, language, text in wordings
            if re.search(attendance[language], text, re.IGNORECASE)
        ]
        assert found == []

    @pytest.mark.parametrize("goal", catalog("goals"), ids=named)
    def test_leaves_the_baseline_to_the_team(self, goal: Entry) -> None:
        for language in LANGUAGES:
            assert not re.search(r"baseline|línea de base", goal.text[language])

    @pytest.mark.parametrize("goal", catalog("goals"), ids=named)
    def test_has_a_target_that_can_be_counted(self, goal: Entry) -> None:
        for target in goal.details["target"].values():
            assert re.search(r"\d", target)

    @pytest.mark.parametrize("goal", catalog("goals"), ids=named)
    def test_fits_the_cells_of_the_table(self, goal: Entry) -> None:
        for field in ("skill", "measure", "data", "baseline_hint", "target", "who"):
            for cell in goal.details[field].values():
                assert len(cell) <= 110


class TestInstruments:
    @pytest.mark.parametrize("instrument", catalog("instruments"), ids=named)
    def test_is_published_and_says_who_completes_it_at_what_age(self, instrument: Entry) -> None:
        details = instrument.details
        assert re.search(r"\((19|20)\d\d\)", details["published"])
        assert set(details["completed_by"]) <= {"student", "parent", "teacher", "clinician"}
        assert details["completed_by"]
        assert details["abbreviation"] in instrument.text["en"]
        assert details["abbreviation"] in instrument.text["es"]
        if "age_from" in details:
            assert 3 <= details["age_from"] < details["age_to"] <= 21
            assert str(details["age_from"]) in details["ages"]["en"]
            assert str(details["age_to"]) in details["ages"]["en"]

    @pytest.mark.parametrize("instrument", catalog("instruments"), ids=named)
    def test_has_a_source_that_can_be_opened(self, instrument: Entry) -> None:
        assert any(source.url for source in instrument.sources)

    def test_one_without_a_published_source_is_not_offered(self) -> None:
        abbreviations = {instrument.details["abbreviation"] for instrument in catalog("instruments")}
        assert "SAR-PSE" not in abbreviations
        assert catalog("instruments").get("sar_pse") is None

    def test_the_teacher_report_is_for_children_up_to_twelve(self) -> None:
        teacher_report = catalog("instruments").get("sas_tr")
        assert teacher_report is not None
        assert (teacher_report.details["age_from"], teacher_report.details["age_to"]) == (5, 12)


class TestPhases:
    @pytest.mark.parametrize("phase", catalog("phases"), ids=named)
    def test_fits_the_cells_of_the_table(self, phase: Entry) -> None:
        for field in LISTED:
            for items in phase.details[field].values():
                for item in items:
                    assert len(item) <= 110
                    assert item.endswith(".")

    @pytest.mark.parametrize("phase", catalog("phases"), ids=named)
    def test_is_paced_by_the_students_response_and_not_by_the_calendar(self, phase: Entry) -> None:
        span = phase.details["span"]
        assert re.search(r"Estimate|Ongoing", span["en"])
        assert re.search(r"response|data", span["en"])
        assert re.search(r"Estimación|Continua", span["es"])

    @pytest.mark.parametrize("phase", catalog("phases"), ids=named)
    def test_goes_on_by_a_rule_that_can_be_counted(self, phase: Entry) -> None:
        for rule in ("advance_when", "step_back_when"):
            for language in LANGUAGES:
                assert any(re.search(r"\d", item) for item in phase.details[rule][language])

    def test_the_share_of_the_day_grows_from_phase_to_phase(self) -> None:
        shares = [phase.details["minutes_share"] for phase in catalog("phases")]
        assert all(0 < share["from"] <= share["to"] <= 1 for share in shares)
        assert [share["from"] for share in shares] == sorted(share["from"] for share in shares)
        assert [share["to"] for share in shares] == sorted(share["to"] for share in shares)

    def test_re_entry_is_one_to_two_hours(self) -> None:
        re_entry = catalog("phases").get("re_entry")
        assert re_entry is not None
        assert (re_entry.details["minutes_from"], re_entry.details["minutes_to"]) == (60, 120)


class TestRecoveryRoutes:
    @pytest.mark.parametrize("route", catalog("recovery_routes"), ids=named)
    def test_asks_what_to_check_before_it_is_chosen(self, route: Entry) -> None:
        for question in route.details["ask_first"].values():
            assert question.endswith("?")
