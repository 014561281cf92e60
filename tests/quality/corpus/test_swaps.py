import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import NEWS, make_pairs

from pipelines.quality.corpus.statistics import count_edits, minus
from pipelines.quality.corpus.swaps import SWAPS, SWAPS_FILE, find_seen, hash_swaps, in_split, name_seen, write_swaps
from schemas import EDIT, SPLITS

WORDS = ["rain", "Rain", "RAIN", "wet", "Wet", "été", "ÉTÉ", "a lot", "", "a", "b", "ab"]


# Parts of one release may be written by different versions of pandas.
FOR_EVER = 0xB4CE8E788D9F183


some_swaps = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=6)


some_parts = st.lists(st.dictionaries(st.sampled_from(SPLITS), some_swaps), max_size=4)


def edits(swaps):
    rows = [{"original": old, "replacement": new, "kind": "word", "source": "moby", "passes": 1} for old, new in swaps]
    return pa.array(rows, EDIT)


def write_part(folder, part, quarantined=None):
    """What validate_pairs does with a part: all of its edits, and those it took away again."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = [in_split(count_edits(edits(swaps)), split) for split, swaps in part.items()]
    taken = [minus(in_split(count_edits(edits(swaps)), split)) for split, swaps in (quarantined or {}).items()]
    write_swaps(folder, [*counts, *taken])
    return folder


def in_lower_case(parts, splits):
    return {(old.lower(), new.lower()) for part in parts for split in splits for old, new in part.get(split, [])}


@settings(max_examples=100, deadline=None)
@given(some_parts)
def test_find_seen_is_what_sets_of_swaps_have_in_common(parts):
    with tempfile.TemporaryDirectory() as folder:
        folders = [write_part(Path(folder) / str(number), part) for number, part in enumerate(parts)]
        expected = in_lower_case(parts, ["test_unseen"]) & in_lower_case(parts, SPLITS[:3])
        old, new = zip(*expected, strict=True) if expected else ((), ())
        hashes = hash_swaps(
            pa.chunked_array([pa.array(old, pa.string())]), pa.chunked_array([pa.array(new, pa.string())])
        )
        assert find_seen(folders).tolist() == sorted(hashes.tolist())


def test_a_swap_is_two_words_and_their_order():
    pairs = [("a", "b"), ("b", "a"), ("ab", ""), ("", "ab"), ("a", "bc"), ("ab", "c"), ("a", "a")]
    old, new = (pa.chunked_array([list(column)]) for column in zip(*pairs, strict=True))
    assert len(set(hash_swaps(old, new).tolist())) == len(pairs)


def test_hashes_stay_the_same_for_ever():
    assert hash_swaps(pa.chunked_array([["rain"]]), pa.chunked_array([["wet"]])).tolist() == [FOR_EVER]


def test_what_is_in_quarantine_is_in_no_split(tmp_path):
    swaps = [("rain", "wet"), ("rain", "wet"), ("mail", "post")]
    part = {"train": swaps, "test_unseen": swaps[1:]}
    assert len(find_seen([write_part(tmp_path / "all", part)])) == 2
    assert len(find_seen([write_part(tmp_path / "one", part, {"train": swaps[:1]})])) == 2
    assert len(find_seen([write_part(tmp_path / "two", part, {"train": swaps[:2]})])) == 1


def test_a_part_keeps_each_swap_once_by_split(tmp_path):
    folder = write_part(tmp_path, {"train": [("rain", "wet"), ("Rain", "WET")], "test": [("rain", "wet")]})
    table = pq.read_table(folder / SWAPS_FILE)
    assert table.schema.equals(SWAPS)
    assert table["split"].to_pylist() == ["test", "train"]
    assert len(set(table["swap"].to_pylist())) == 1


@pytest.mark.parametrize("parts", [[], [{}], [{"train": []}], [{"test_unseen": [("a", "b")]}]])
def test_without_swaps_on_both_sides_none_is_seen(tmp_path, parts):
    folders = [write_part(tmp_path / str(number), part) for number, part in enumerate(parts)]
    assert find_seen(folders).tolist() == []


def test_name_seen_says_what_and_where_and_not_everything(tmp_path):
    words = {"council": "authorities", "firm": "company", "the": "that", "new": "old", "by": "near", "to": "for"}
    files = {}
    for split in ("train", "test_unseen"):
        files[split] = str(tmp_path / f"{split}.parquet")
        pq.write_table(make_pairs(NEWS, words), files[split], row_group_size=1)
    swaps = hash_swaps(pa.chunked_array([list(words)]), pa.chunked_array([list(words.values())]))
    assert name_seen([{"test": files["train"]}], swaps[:1]) == ["council → authorities in test"]
    assert len(name_seen([files], swaps)) == 5
    assert all(name.endswith(" in train") for name in name_seen([files], swaps))
    assert name_seen([{"test_unseen": files["test_unseen"]}], swaps) == []
    assert name_seen([{"train": "nowhere"}], np.zeros(0, np.uint64)) == []
