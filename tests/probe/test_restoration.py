from collections import Counter, defaultdict

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from probe.planted import make_pair, make_table

from pipelines.probe.restoration import (
    count_clean_words,
    count_edits,
    list_candidates,
    rank_originals,
    restoration_row,
)
from schemas import LEXICON, ORIGINS


def make_lexicon(rows):
    """A lexicon of (unit, candidate, weight)."""
    same = {"propensity": 1.0, "origin": "moby", "kind": "word", "origins": 1 << ORIGINS.index("moby")}
    return pa.Table.from_pylist(
        [
            {"unit": unit, "candidate": candidate, "weight": weight, "zipf": 80, "agrees": True} | same
            for unit, candidate, weight in sorted(rows)
        ],
        schema=LEXICON,
    ).combine_chunks()


def make_edits(pairs):
    counts = Counter(pairs)
    rows = [{"replacement": r, "original": o, "count": number} for (r, o), number in counts.items()]
    schema = pa.schema([("replacement", pa.string()), ("original", pa.string()), ("count", pa.int64())])
    return pa.Table.from_pylist(rows, schema=schema)


def make_words(counts):
    columns = {"original": pa.array(list(counts), pa.string()), "n": pa.array(list(counts.values()), pa.int64())}
    return pa.table(columns)


def slow_lists(replacements, train, words, lexicon):
    """Replacement -> candidates, best first."""
    counts, weights, totals = Counter(train), defaultdict(float), Counter()
    for unit, _, weight in lexicon:
        totals[unit] += weight
    for unit, candidate, weight in lexicon:
        weights[candidate, unit] = weight / totals[unit] * (words.get(unit, 0) + 1)
    lists = {}
    for replacement in replacements:
        found = {o for r, o in [*counts, *weights] if r == replacement and o != replacement}
        keys = {o: (-counts[replacement, o], -weights[replacement, o], o) for o in found}
        lists[replacement] = sorted(found, key=keys.get)
    return lists


letters = st.sampled_from("abcd")
swaps = st.lists(st.tuples(letters, letters), max_size=8)
lexicons = st.dictionaries(
    st.tuples(letters, letters).filter(lambda pair: pair[0] != pair[1]), st.sampled_from([1, 2, 4, 8]), max_size=8
)


@given(st.lists(letters, min_size=1, max_size=4), swaps, st.dictionaries(letters, st.sampled_from([0, 1, 3])), lexicons)
def test_candidates_are_ordered_as_a_loop_orders_them(replacements, train, words, lexicon):
    rows = [(unit, candidate, weight) for (unit, candidate), weight in lexicon.items()]
    found = list_candidates(pa.array(replacements), make_edits(train), make_words(words), make_lexicon(rows))
    lists = defaultdict(dict)
    for row in found.to_pylist():
        lists[row["replacement"]][row["rank"]] = row["original"]
    expected = slow_lists(set(replacements), train, words, rows)
    assert {name: [ranks[i] for i in range(len(ranks))] for name, ranks in lists.items()} == {
        name: ordered for name, ordered in expected.items() if ordered
    }


def test_shares_of_planted_edits():
    """The best candidate is that of training, however frequent the units of the lexicon are."""
    train = make_edits([("solder", "bridge")] * 2 + [("solder", "weld")])
    lexicon = make_lexicon([(f"unit{i}", "solder", 1) for i in range(6)] + [("bridge", "solder", 1)])
    test = make_edits(
        [("solder", "bridge")] * 5
        + [("solder", "weld")] * 2
        + [("solder", "unit5")] * 2
        + [("solder", "x"), ("y", "z")]
    )
    words = make_words({"unit0": 9})
    candidates = list_candidates(test["replacement"].combine_chunks(), train, words, lexicon)
    ranks = dict(zip(test["original"].to_pylist(), rank_originals(test, candidates).tolist(), strict=True))
    assert ranks == {"bridge": 0, "weld": 1, "unit5": 7, "x": -1, "z": -1}
    assert restoration_row("test", test, candidates) == {
        "split": "test",
        "n_edits": 11,
        "candidates": round(9 / 11, 4),
        "first": round(5 / 11, 4),
        "first_five": round(7 / 11, 4),
    }


def test_edits_and_words_are_counted_in_lower_case():
    pair = make_pair(0)
    pair["edits"][0] |= {"original": "New  Harbour", "replacement": "HARBOURzz"}
    found = count_edits(make_table([pair])).to_pylist()
    assert {(row["replacement"], row["original"]): row["count"] for row in found} == {
        ("harbourzz", "new harbour"): 1,
        ("harbourzz", "harbour"): 2,
        ("closedzz", "closed"): 3,
    }
    words = {row["original"]: row["n"] for row in count_clean_words(make_table([pair])).to_pylist()}
    assert (words["the"], words["harbour"], words["0"]) == (3, 3, 4)


def test_no_edits():
    nothing = count_edits(make_table([]))
    candidates = list_candidates(nothing["replacement"].combine_chunks(), nothing, make_words({}), make_lexicon([]))
    row = restoration_row("test", nothing, candidates)
    assert row == {"split": "test", "n_edits": 0, "candidates": None, "first": None, "first_five": None}


def test_the_lexicon_of_spindle_is_reversed():
    edits = make_edits([("homes", "houses"), ("aid", "help")])
    candidates = list_candidates(edits["replacement"].combine_chunks(), make_edits([]), make_words({"help": 50}))
    assert (rank_originals(edits, candidates) >= 0).all()
