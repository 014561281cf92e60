import json

import pytest
from fidelity.recall import Ranker
from fidelity.seed import SeedSwap, can_make, count_made, in_pairs, read_guesses, read_seed, trim

from pipelines.spinners.candidates import list_candidates
from pipelines.spinners.spinner import load_spinner


@pytest.fixture(scope="module")
def ranker():
    return Ranker(load_spinner("light"))


@pytest.fixture(scope="module")
def best(ranker):
    return list_candidates("house", ranker.spinner)[0][0]


def test_read_seed_takes_guesses_apart(tmp_path):
    row = {
        "original_guess": "House (home)|Old",
        "spun": "Huge (of)",
        "kind": "word",
        "n": 2,
        "note": "n",
        "contexts": [],
    }
    path = tmp_path / "swaps.jsonl"
    path.write_text(json.dumps(row))
    assert read_seed(path) == [SeedSwap(("house", "old"), "huge", "word", 2)]


@pytest.mark.parametrize(("text", "guesses"), [("a|b", ["a", "b"]), ("May (month)", ["may"]), ("it’s", ["it's"])])  # noqa: RUF001
def test_guesses(text, guesses):
    assert read_guesses(text) == guesses


@pytest.mark.parametrize(
    ("pair", "rest"),
    [
        (("status quo", "net site quo"), ("status", "net site")),
        (("cold war", "cold battle"), ("war", "battle")),
        (("dog", "big dog"), ("dog", "big dog")),
        (("old", "new"), ("old", "new")),
    ],
)
def test_trim_leaves_what_differs(pair, rest):
    assert trim(*pair) == rest


def test_any_guess_will_do_and_words_that_stayed_do_not_matter(ranker, best):
    assert can_make(SeedSwap(("xyzzy", "house"), best, "word", 1), ranker)
    assert can_make(SeedSwap(("house xyzzy",), f"{best} xyzzy", "phrase", 1), ranker)
    assert not can_make(SeedSwap(("house",), "xyzzy", "word", 1), ranker)


def test_kinds_are_counted_apart(ranker, best):
    swaps = [SeedSwap(("house",), best, "word", 3), SeedSwap(("house",), "xyzzy", "phrase", 1)]
    assert list(count_made(swaps, ranker)) == [("all", 2, 1, 1), ("phrase", 1, 0, 0), ("word", 1, 1, 1)]


def test_pairs_of_the_seed_are_as_many_as_its_swaps():
    pairs = in_pairs([SeedSwap(("the house",), "the huge", "word", 3)])
    assert [(swap.unit, swap.candidate) for pair in pairs for swap in pair.swaps] == [("house", "huge")] * 3
