import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.engine.buffers import hash_ints
from pipelines.engine.int_table import build_table
from pipelines.engine.phrases import build_phrases, find_phrases, find_words, leftmost

pytestmark = pytest.mark.usefixtures("either_way")

WORDS = ["a", "b", "c", "the", "zürich"]
entries = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), unique=True, max_size=12)
tokens = st.lists(st.tuples(st.sampled_from([*WORDS, "unknown"]), st.booleans()), max_size=40)


def ids_of(table, words):
    known = table.words.to_pylist()
    return np.array([known.index(word) if word in known else -1 for word in words], np.int64)


@settings(max_examples=200, deadline=None)
@given(entries, tokens)
def test_find_phrases_finds_the_longest_entry_at_each_token(entries, tokens):
    words, linked = [word for word, _ in tokens], [link for _, link in tokens]
    linked = [*linked[:-1], False] if linked else []
    slow = []
    for i in range(len(words)):
        lengths = [n for n in range(2, len(words) - i + 1) if " ".join(words[i : i + n]) in entries]
        lengths = [n for n in lengths if all(linked[i : i + n - 1])]
        if lengths:
            slow.append((i, max(lengths), entries.index(" ".join(words[i : i + max(lengths)]))))
    table = build_phrases(pa.array(entries, pa.string()))
    found = find_phrases(table, ids_of(table, words), is_linked=np.array(linked, bool))
    assert list(zip(*(column.tolist() for column in found), strict=True)) == slow


@given(entries)
def test_single_entries_are_the_entries_of_one_word(entries):
    table = build_phrases(pa.array(entries, pa.string()))
    for word in [*WORDS, "unknown"]:
        found = table.single_entries[ids_of(table, [word])[0]]
        assert found == (entries.index(word) if word in entries else -1)


def test_build_phrases_of_many_entries_finds_them_all():
    entries = [f"w{i} w{j} w{k}" for i in range(20) for j in range(20) for k in range(20)]
    table = build_phrases(pa.array(entries))
    words = ids_of(table, " ".join(entries).split())
    starts, lengths, found = find_phrases(table, words, is_linked=np.arange(len(words)) % 3 != 2)
    assert starts.tolist() == list(range(0, len(words), 3))
    assert set(lengths) == {3}
    assert found.tolist() == list(range(len(entries)))


spans = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 6)), max_size=40)


@settings(max_examples=200, deadline=None)
@given(spans)
def test_leftmost_is_the_greedy_match_from_left_to_right(steps):
    starts = np.cumsum([step for step, _ in steps], dtype=np.int64)
    ends = starts + np.array([length for _, length in steps], np.int64)
    taken, at = [], 0
    for start, end in zip(starts, ends, strict=True):
        taken.append(start >= at)
        at = end if start >= at else at
    assert leftmost(starts, ends).tolist() == taken


@pytest.mark.parametrize("n_spans", [0, 1, 100_000])
def test_leftmost_of_one_long_run(n_spans):
    starts = np.arange(n_spans)
    assert leftmost(starts, starts + 3).tolist() == [i % 3 == 0 for i in range(n_spans)]


@given(
    st.sets(st.integers(1, 2**63 - 1) | st.integers(1, 40)), st.lists(st.integers(0, 50) | st.integers(0, 2**63 - 1))
)
def test_int_tables_find_what_is_in_them(keys, sought):
    values = {key: 7 * i for i, key in enumerate(sorted(keys))}
    table = build_table(np.array(list(values), np.int64), np.array(list(values.values()), np.int64))
    for ints in (sought, [*sought, *keys]):
        found = table.find(np.array(ints, np.int64))
        slow = [(i, values[number]) for i, number in enumerate(ints) if number in values]
        assert list(zip(*(column.tolist() for column in found), strict=True)) == slow


def test_int_tables_find_numbers_with_the_same_hash():
    numbers = np.arange(1 << 16)
    alike = numbers[hash_ints(numbers, 6) == 5][:6]
    table = build_table(alike, np.arange(6))
    assert table.most_alike == 6
    assert [column.tolist() for column in table.find(alike[::-1])] == [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]]


any_word = st.text("aé雨𝄞", min_size=1, max_size=6) | st.sampled_from(["precipit", "precipita", "precipitation"])


@given(st.lists(any_word, unique=True), st.lists(any_word, unique=True))
def test_find_words_finds_short_and_long_ones(entries, words):
    table = build_phrases(pa.array(entries, pa.string()))
    found = find_words(table, pa.array(words, pa.string()))
    known = table.words.to_pylist()
    assert found.tolist() == [known.index(word) if word in known else -1 for word in words]
