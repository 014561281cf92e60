import json

import pytest
from cli.commands import error_of, spindle, write_profile


def ask(*words, profile, **options):
    result = spindle("candidates", *words, "--profile", profile, "--json", *options.get("more", ()))
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_json_lists_shares_in_descending_order(tmp_path):
    assert ask("council", profile=write_profile(tmp_path)) == {
        "council": [["authorities", 0.5], ["assembly", 0.3], ["board", 0.2]]
    }


@pytest.mark.parametrize(
    ("word", "best"), [("Council", "authorities"), ("NEW", "brand-new"), ("Take  Part", "participate")]
)
def test_case_and_spacing_do_not_matter_and_the_key_is_the_typed_text(tmp_path, word, best):
    assert ask(word, profile=write_profile(tmp_path))[word][0][0] == best


def test_shares_refer_to_the_candidates_of_the_profile(tmp_path):
    assert ask("council", profile=write_profile(tmp_path, top=2)) == {
        "council": [["authorities", 0.625], ["assembly", 0.375]]
    }


def test_a_mixture_lists_the_candidates_of_its_lexicon(tmp_path):
    assert ask("council", profile=write_profile(tmp_path, mixture={"taste_spread": [9, 9]})) == {
        "council": [["authorities", 0.5], ["assembly", 0.3], ["board", 0.2]]
    }


def test_top_shortens_the_list_and_keeps_the_shares(tmp_path):
    profile = write_profile(tmp_path)
    assert ask("council", "new", profile=profile, more=("--top", 1)) == {
        "council": [["authorities", 0.5]],
        "new": [["brand-new", 0.75]],
    }


def test_in_a_phrase_that_is_not_a_unit_the_words_are_swapped(tmp_path):
    found = dict(ask("council vote", profile=write_profile(tmp_path))["council vote"])
    assert {"authorities vote", "council ballot", "board ballot"} < set(found)
    assert "council vote" not in found
    assert sum(found.values()) == pytest.approx(1, abs=1e-4)


def test_a_later_pass_swaps_replacements_of_the_first(tmp_path):
    words = {"office": {"place of job": 1}, "place": {"spot": 3, "locale": 1}}
    once = ask("office", profile=write_profile(tmp_path, words))
    assert once == {"office": [["place of job", 1.0]]}
    twice = ask("office", profile=write_profile(tmp_path, words, passes=[0.5, 0.5], again=0.2))
    assert twice == {"office": [["place of job", 0.8], ["spot of job", 0.15], ["locale of job", 0.05]]}


@pytest.mark.parametrize("word", ["zeppelin", "of", "", "2021", "zeppelin of"])
def test_an_unknown_or_short_word_has_an_empty_list(tmp_path, word):
    assert ask(word, profile=write_profile(tmp_path)) == {word: []}


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"phrases": 0}, "take part"),
        ({"protect": {"glossary": ["Council"]}}, "council"),
        ({"protect": {"glossary": ["part"]}}, "take part"),
        ({"min_letters": 7}, "bridge"),
    ],
)
def test_a_word_that_is_never_swapped_has_an_empty_list(tmp_path, settings, word):
    assert ask(word, profile=write_profile(tmp_path, **settings)) == {word: []}


def test_table_shows_shares(tmp_path):
    result = spindle("candidates", "council", "zeppelin", "--profile", write_profile(tmp_path))
    assert result.exit_code == 0
    assert "50.0%  authorities" in result.stdout
    assert "zeppelin: nothing" in result.stdout


def test_unknown_profile_names_the_nearest():
    assert "'autoblog'" in error_of(spindle("candidates", "important", "--profile", "autoblock"), 2)


def test_a_missing_word_is_wrong_use():
    assert "WORD" in error_of(spindle("candidates"), 2)


def test_a_profile_of_nlpaug_is_wrong_use():
    assert "they list no candidates" in error_of(spindle("candidates", "house", "--profile", "keyboard_typos"), 2)
