import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import make_row

from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.glossary import overlaps_glossary
from schemas import PAIRS

ENTRIES = ("fed", "Prime Minister", "café", "new York city", "york")
WORDS = ["fed", "Fed", "prime", "minister", "café", "cafés", "NEW", "york", "city", "a", "rain", "prime—minister"]


def slow_overlaps(row, entries):
    """Return True for each edit that overlaps an entry, with a plain loop over the words of the text."""
    words, position = [], 0
    for word in row["clean"].replace("—", " ").split(" "):
        words.append((word.lower(), position, position + len(word)))
        position += len(word) + 1
    spans = []
    for entry in entries:
        parts = entry.lower().split()
        runs = [words[i : i + len(parts)] for i in range(len(words) - len(parts) + 1)]
        spans += [(run[0][1], run[-1][2]) for run in runs if [word for word, _, _ in run] == parts]
    return [
        any(start < edit["clean_end"] and end > edit["clean_start"] for start, end in spans) for edit in row["edits"]
    ]


def check(rows, entries, asked=None):
    pairs = pa.Table.from_pylist(rows, schema=PAIRS)
    asked = np.ones(len(rows), bool) if asked is None else asked
    return overlaps_glossary(pairs["clean"], view_edits(pairs), entries, asked).tolist()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=10, max_size=20),
    st.sets(st.sampled_from(WORDS)),
)
def test_overlaps_glossary_agrees_with_a_slow_search(texts, swapped):
    rows = [make_row(" ".join(words), dict.fromkeys(swapped, "other")) for words in texts]
    # One entry at a time: among overlapping entries, only the first match is marked.
    for entry in ENTRIES:
        assert check(rows, [entry]) == [each for row in rows for each in slow_overlaps(row, [entry])], entry


def test_overlaps_glossary_matches_the_longest_entry():
    assert check([make_row("in new york city now", {"city": "town"})], ENTRIES) == [True]


def test_overlaps_glossary_searches_only_the_rows_asked_for():
    rows = [make_row("the fed said", {"fed": "other"})] * 2
    assert check(rows, ENTRIES, np.array([False, True])) == [False, True]


def test_overlaps_glossary_skips_texts_that_contain_its_marks():
    assert check([make_row("the fed \x01 said", {"fed": "other"})], ENTRIES) == [False]


def test_overlaps_glossary_without_words_finds_nothing():
    assert check([make_row("the fed said", {"fed": "other"})], ["", "..."]) == [False]
