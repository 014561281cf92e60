"""No field of a profile may be ignored: each changes the parameters of a spinner, and the spun text."""

import dataclasses
import re
import runpy
from pathlib import Path

import pytest
from cli.commands import write_profile
from spinners.fields import (
    HEADLINES,
    KEYS,
    OTHER,
    OTHER_EFFECTS,
    TEXTS,
    counts,
    fields_of,
    make_all_text_entities,
    plain,
    profiles_with,
)

from pipelines.engine import Rules
from pipelines.lexicon.assemble import Selection, open_lexicon
from pipelines.spinners.nlpaug.tools import flow_fingerprints
from pipelines.spinners.profile import Profile
from pipelines.spinners.spinner import Spinner, load_spinner
from pipelines.spinners.translate import read_names, rules_of, selection_of, shared_fields

EVERY = [pytest.param(field, value, id=f"{field}={value}") for field, values in OTHER.items() for value in values]


class Fancier(Profile):
    """A profile with a field that is used nowhere."""

    used_nowhere: int = 0


@pytest.mark.parametrize(("model", "untried"), [(Profile, set()), (Fancier, {"used_nowhere"})])
def test_every_field_has_another_value_to_try(model, untried):
    assert fields_of(model) - {*OTHER, *OTHER_EFFECTS} == untried
    assert {*OTHER, *OTHER_EFFECTS} <= fields_of(model)


@pytest.mark.parametrize(("field", "value"), EVERY)
def test_every_field_changes_the_parameters(field, value, monkeypatch):
    make_all_text_entities(monkeypatch)
    assert counts(field, value)


def test_a_field_that_is_ignored_is_found():
    assert not counts("used_nowhere", 3, Fancier)


def written(profile):
    spinner = Spinner(profile, open_lexicon(selection_of(profile)))
    spun, _ = spinner.spin(TEXTS, KEYS, headlines=HEADLINES)
    return spun.spun.to_pylist()


@pytest.mark.parametrize(("field", "value"), EVERY)
def test_every_field_changes_the_spun_text(field, value, monkeypatch, tmp_path):
    """The engine and the lexicon use each parameter."""
    make_all_text_entities(monkeypatch)
    if field == "lexicon":
        value = load_spinner(write_profile(tmp_path)).profile.lexicon
    before, after = profiles_with(field, value)
    assert written(before) != written(after)


def test_the_name_of_a_profile_names_its_lexicon_and_its_rows(tmp_path):
    spinner = load_spinner(write_profile(tmp_path, name="other"))
    assert spinner.profile.name == "other"
    assert [name for name in spinner.fingerprints if not name.startswith("list.")] == ["other"]


def test_imitates_is_on_the_page_of_profiles():
    page = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "write_profiles.py"))["write"]()
    assert load_spinner("light").profile.imitates in page


def test_the_engine_decides_what_writes(tmp_path):
    flow = [{"augmenter": "KeyboardAug"}]
    assert load_spinner(write_profile(tmp_path, engine="nlpaug", flow=flow)).opened is None
    assert load_spinner(write_profile(tmp_path)).opened is not None


def test_the_flow_decides_what_nlpaug_writes():
    flows = [({"augmenter": "KeyboardAug", "settings": {"min_char": n}},) for n in (1, 2)]
    plain = {"name": "x", "imitates": "x", "rate": 0.3, "engine": "nlpaug"}
    one, other = (Profile.model_validate(plain | {"flow": flow}) for flow in flows)
    assert flow_fingerprints(one.flow) != flow_fingerprints(other.flow)


def changed_fields(record, translate):
    """Return the fields of a record that some field of a profile changes."""
    found = set()
    for field, values in OTHER.items():
        for value in values:
            before, after = (plain(translate(profile)) for profile in profiles_with(field, value))
            assert set(before) == {each.name for each in dataclasses.fields(record)}
            found |= {name for name in before if before[name] != after[name]}
    return found


@pytest.mark.parametrize(("record", "translate"), [(Rules, rules_of), (Selection, selection_of)])
def test_every_field_of_a_record_is_set_by_a_profile(record, translate):
    assert changed_fields(record, translate) == {field.name for field in dataclasses.fields(record)}


@pytest.mark.parametrize("record", [Rules, Selection])
def test_every_field_of_a_record_is_in_its_docstring(record):
    names = [field.name for field in dataclasses.fields(record)]
    assert [name for name in names if not re.search(rf"\b{name}\b", record.__doc__)] == []


def test_shared_fields_are_those_of_the_same_name():
    @dataclasses.dataclass
    class Record:
        top: int
        other: int = 0

    profile, _ = profiles_with("top", 3)
    assert shared_fields(profile, Record) == {"top": 100}


def rules_with(**protect):
    return rules_of(Profile.model_validate({"name": "x", "imitates": "x", "rate": 0.2, "protect": protect}))


def test_rules_of_translates_protect():
    rules = rules_with(names=False, glossary=["White House", "heavy-rain"])
    assert not rules.names
    assert sorted(rules.glossary.words.to_pylist()) == ["heavy", "house", "rain", "white"]
    assert rules_with().glossary is None
    assert rules_with().gazetteer is None
    assert {"adam", "zoe"} <= set(rules_with(names="known").gazetteer.words.to_pylist())


def test_the_rule_for_entities_is_the_factor_of_the_profile():
    assert rules_with(entities=True).entities == 1.0


def test_read_names_reads_all_lists_once():
    given, both = read_names("given_names"), read_names("names", "given_names")
    assert {"mary", "tony"} <= set(given.words.to_pylist()) < set(both.words.to_pylist())
    assert "york" in both.words.to_pylist()
    assert read_names("names", "given_names") is both
