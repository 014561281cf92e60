"""Settings with their meaning: shown, and as a file to start from."""

import re

import pytest
import yaml

from pipelines.config.describe import list_settings, resolve_config, starter_text
from pipelines.config.explain import list_keys, model_in
from pipelines.config.run import RunConfig, check_config, load_config
from pipelines.errors import ConfigError

GIVEN = {"dataset": "tiny", "input": "news.jsonl", "output": "out", "seed": 1}


def test_the_starter_file_is_the_config_for_own_news():
    assert check_config(yaml.safe_load(starter_text())) == load_config("news", input="news.jsonl")


def test_the_starter_file_says_every_default_and_every_meaning():
    """Uncommented as a whole it is the same configuration, so each line is a setting with its default."""
    text = starter_text()
    whole = re.sub(r"^( *)#(\w+:)", r"\1\2", text, flags=re.MULTILINE)
    tree = yaml.safe_load(whole)
    assert check_config(tree) == load_config("news", input="news.jsonl")
    words = " ".join(text.replace("#", "").split())
    for name, field in RunConfig.model_fields.items():
        section = model_in(field.annotation)
        if section is None:
            assert field.description in words
            continue
        assert set(tree[name]) == set(section.model_fields)
        for below in section.model_fields.values():
            assert " ".join(below.description.split()) in words


def test_the_starter_file_has_lines_that_can_be_read():
    assert max(map(len, starter_text().splitlines())) <= 120


def test_a_section_of_which_all_is_commented_out_has_its_defaults():
    assert check_config({**GIVEN, "spin_articles": None}) == check_config(GIVEN)
    with pytest.raises(ConfigError, match="'seed'"):
        check_config({**GIVEN, "seed": None})


def test_every_setting_is_listed_with_its_value_and_meaning():
    config = check_config({**GIVEN, "spin_articles": {"rate": 0.1, "profiles": ["light"]}})
    settings = {setting.key: setting for setting in list_settings(config)}
    keys = {key for key in list_keys(RunConfig) if not re.match(r"notify\..+\.", key)}
    sections = {key.rpartition(".")[0] for key in keys}
    assert set(settings) == keys - sections
    assert all(setting.meaning for setting in settings.values())
    changed = {key: setting.value for key, setting in settings.items() if not setting.is_default}
    assert changed == {**GIVEN, "spin_articles.rate": 0.1, "spin_articles.profiles": {"light": 1.0}}


def test_a_config_is_shown_as_it_is_resolved():
    shown = resolve_config("news", ["spin_articles.rate=0.2", "input=a.jsonl"])
    assert check_config(yaml.safe_load(shown)) == load_config("news", ["spin_articles.rate=0.2"], input="a.jsonl")
    assert resolve_config("news", []).startswith("# input: required")
    assert yaml.safe_load(resolve_config(None, []))["spin_articles"]["variants"] == 1
    with pytest.raises(ConfigError, match=r"spin_articles\.rate"):
        resolve_config("news", ["rate=0.2"])
