import json
import re

import pytest
from cli.commands import error_of, spindle, write_profile

from pipelines.config.files import config_names
from pipelines.spinners.profile import Profile, load_profile

NAMES = config_names("profiles")


def test_profiles_lists_each_with_what_it_imitates():
    lines = spindle("profiles").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["profile", *NAMES]
    for line, name in zip(lines[1:], NAMES, strict=True):
        assert " ".join(load_profile(name).imitates.split()) in line
    rows = json.loads(spindle("profiles", "--json").stdout)
    assert [row["name"] for row in rows] == NAMES
    assert {row["name"] for row in rows if row["is_mixture"]} == {"mixture"}


def test_profiles_cuts_nothing_on_a_narrow_terminal():
    text = spindle("profiles", env={"COLUMNS": "80", "FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
    assert "…" not in text


def test_profile_shows_settings_meanings_and_an_example(tmp_path):
    path = write_profile(tmp_path, rate=0.4, protect={"quotations": True})
    result = spindle("profile", path)
    assert result.exit_code == 0, result.stderr
    given, default = result.stdout.split("as by default")
    assert "\nrate: 0.4\n" in given
    assert "\nprotect.quotations: true\n" in given
    assert "\nsharpness: 1.0\n" in default
    for name, field in Profile.model_fields.items():
        if name not in ("name", "imitates", "protect"):
            assert " ".join(field.description.split()) in " ".join(result.stdout.split())
    assert re.search(r"\[-(council|bridge|new)-\]\{\+", default)
    assert "swaps replaced" in default


def test_profile_json_has_the_resolved_fields():
    found = json.loads(spindle("profile", "light", "--json").stdout)
    assert (found["name"], found["rate"], found["protect"]["names"]) == ("light", 0.08, "all")
    assert found["meanings"]["protect.names"].startswith("Name-like words")
    assert found["examples"][0]["profile"] == "light"


def test_a_mixture_has_several_examples():
    found = json.loads(spindle("profile", "mixture", "--json").stdout)
    assert len({row["spun"] for row in found["examples"]}) == 3


def test_a_profile_that_needs_a_package_says_so_in_place_of_the_example(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    result = spindle("profile", "synonym_aug")
    assert result.exit_code == 0
    assert "no example: profile synonym_aug: SynonymAug needs" in result.stdout


@pytest.mark.parametrize(("name", "code"), [("autoblock", 2), ("no/such.yaml", 2)])
def test_an_unknown_profile(name, code):
    error_of(spindle("profile", name), code)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_profile_that_cannot_be_read_hides_no_other(tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "configs" / "profiles").mkdir(parents=True)
    (tmp_path / "configs" / "profiles" / "mine.yaml").write_text("rate: 0.1\n")
    result = spindle("profiles", *options)
    assert error_of(result, 2) == "error: mine.yaml: 'imitates' is required: give it in the file\n"
    assert all(name in result.stdout for name in config_names("profiles") if name != "mine")
