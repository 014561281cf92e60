import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import NEWS, make_pairs

from pipelines.quality.corpus.statistics import count_split_edits, join_counts, subtract_counts
from pipelines.quality.corpus.unseen import SWAPS, SWAPS_FILE, find_seen, hash_swaps, name_seen, write_swaps
from pipelines.quality.pairs.edits import view_edits
from schemas import PAIRS, SPLITS

WORDS = ["rain", "Rain", "RAIN", "wet", "Wet", "été", "ÉTÉ", "a lot", "", "a", "b", "ab"]


# The hashes must not change, because different versions of pandas may write parts of one release.
HASH_OF_RAIN_WET = 0xB4CE8E788D9F183

some_swaps = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=6)
some_parts = st.lists(st.dictionaries(st.sampled_from(SPLITS), some_swaps), max_size=4)


def count_swaps(part):
    def pairs_of(swaps):
        edits = [
            {"original": old, "replacement": new, "kind": "word", "origin": "moby", "passes": 1} for old, new in swaps
        ]
        return pa.Table.from_pylist([{"edits": edits}], schema=pa.schema([PAIRS.field("edits")]))

    return join_counts(
        [count_split_edits(view_edits(pairs_of(swaps)), [split], [1])[0] for split, swaps in part.items()]
    )


def write_part(folder, part, quarantined=None):
    """Write the swaps of a part as validate_pairs does: without those of quarantined pairs."""
    folder.mkdir(parents=True, exist_ok=True)
    write_swaps(folder, subtract_counts(count_swaps(part), count_swaps(quarantined or {})))
    return folder / SWAPS_FILE


def in_lower_case(parts, splits):
    return {(old.lower(), new.lower()) for part in parts for split in splits for old, new in part.get(split, [])}


@settings(max_examples=100, deadline=None)
@given(some_parts)
def test_find_seen_is_the_intersection_of_sets_of_swaps(parts):
    with tempfile.TemporaryDirectory() as folder:
        files = [write_part(Path(folder) / str(number), part) for number, part in enumerate(parts)]
        expected = in_lower_case(parts, ["test_unseen"]) & in_lower_case(parts, SPLITS[:3])
        old, new = zip(*expected, strict=True) if expected else ((), ())
        hashes = hash_swaps(
            pa.chunked_array([pa.array(old, pa.string())]), pa.chunked_array([pa.array(new, pa.string())])
        )
        assert find_seen(files).tolist() == sorted(hashes.tolist())


def test_a_hash_depends_on_both_words_and_their_order():
    pairs = [("a", "b"), ("b", "a"), ("ab", ""), ("", "ab"), ("a", "bc"), ("ab", "c"), ("a", "a")]
    old, new = (pa.chunked_array([list(column)]) for column in zip(*pairs, strict=True))
    assert len(set(hash_swaps(old, new).tolist())) == len(pairs)


def test_hashes_never_change():
    assert hash_swaps(pa.chunked_array([["rain"]]), pa.chunked_array([["wet"]])).tolist() == [HASH_OF_RAIN_WET]


def test_swaps_in_quarantine_are_in_no_split(tmp_path):
    swaps = [("rain", "wet"), ("rain", "wet"), ("mail", "post")]
    part = {"train": swaps, "test_unseen": swaps[1:]}
    assert len(find_seen([write_part(tmp_path / "all", part)])) == 2
    assert len(find_seen([write_part(tmp_path / "one", part, {"train": swaps[:1]})])) == 2
    assert len(find_seen([write_part(tmp_path / "two", part, {"train": swaps[:2]})])) == 1


def test_a_part_keeps_each_swap_once_per_split(tmp_path):
    file = write_part(tmp_path, {"train": [("rain", "wet"), ("Rain", "WET")], "test": [("rain", "wet")]})
    table = pq.read_table(file)
    assert table.schema.equals(SWAPS)
    assert table["split"].to_pylist() == ["test", "train"]
    assert len(set(table["swap"].to_pylist())) == 1


@pytest.mark.parametrize("parts", [[], [{}], [{"train": []}], [{"test_unseen": [("a", "b")]}]])
def test_no_swap_is_seen_if_one_side_has_none(tmp_path, parts):
    files = [write_part(tmp_path / str(number), part) for number, part in enumerate(parts)]
    assert find_seen(files).tolist() == []


def test_name_seen_names_some_swaps_and_their_splits(tmp_path):
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
