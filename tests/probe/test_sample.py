"""The sample is whole groups by key, whatever the files, rows and row groups."""

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published import publish

from pipelines.errors import StorageError
from pipelines.probe import sample
from pipelines.probe.sample import COLUMNS, PairFile, choose_rows, files_of, hash_keys, sample_pairs
from pipelines.release.layout import pairs_schema
from schemas import PAIRS


def make_pairs(n_groups, *, per_group=2, words=10):
    rows = [
        {
            "pair_id": f"p{group}-{number}",
            "article_id": f"a{group}",
            "group_id": f"g{group}",
            "variant": number,
            "profile": "light",
            "clean": f"clean {group}",
            "spun": f"spun {group}",
            "edits": [],
            "n_words": words,
            "n_swaps": 1,
            "swap_rate": 0.1,
            "asked_rate": 0.1,
            "language": "en",
        }
        for group in range(n_groups)
        for number in range(per_group)
    ]
    return pa.Table.from_pylist(rows, schema=PAIRS)


def write(folder, tables, *, group_rows=4):
    files = []
    for number, table in enumerate(tables):
        path = folder / f"part-{number}.parquet"
        pq.write_table(table, path, row_group_size=group_rows)
        files.append(PairFile(path, hashlib.sha256(path.read_bytes()).hexdigest()))
    return files


def slow_choice(groups, words, n_words):
    """Rows of one group after the other, until there are enough words."""
    chosen, total, started = [], 0, set()
    for group, number in zip(groups, words, strict=True):
        take = (total < n_words or group in started) and total < 2 * n_words
        if total < n_words:
            started.add(group)
        chosen.append(take)
        total += number
    return chosen


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), max_size=20), st.integers(1, 40))
def test_whole_groups_are_taken_as_a_loop_takes_them(rows, n_words):
    groups = np.sort(np.array([group for group, _ in rows], np.uint64))
    words = np.array([number for _, number in rows], np.int32)
    assert choose_rows(groups, words, n_words).tolist() == slow_choice(groups.tolist(), words.tolist(), n_words)


def test_the_sample_depends_on_neither_files_nor_rows_nor_row_groups(tmp_path):
    pairs = make_pairs(50)
    shuffled = pairs.take(pa.array(np.random.default_rng(1).permutation(len(pairs))))
    layouts = [([pairs], 4), ([shuffled], 7), ([shuffled.slice(0, 33), shuffled.slice(33)], 100)]
    samples = []
    for number, (tables, group_rows) in enumerate(layouts):
        (folder := tmp_path / str(number)).mkdir()
        samples.append(sample_pairs(write(folder, tables, group_rows=group_rows), 300, seed=3))
    assert samples[0].equals(samples[1])
    assert samples[0].equals(samples[2])
    assert samples[0].column_names == COLUMNS
    assert len(samples[0]) == 30
    ids = samples[0]["group_id"].to_pylist()
    assert all(ids.count(each) == 2 for each in ids)


def test_another_seed_chooses_others_and_a_larger_sample_has_the_smaller_one(tmp_path):
    files = write(tmp_path, [make_pairs(50)])
    small, large, other = (
        set(sample_pairs(files, words, seed=seed)["pair_id"].to_pylist())
        for words, seed in ((200, 0), (400, 0), (200, 1))
    )
    assert small < large
    assert small != other


def test_few_pairs_are_taken_all_and_no_files_give_no_rows(tmp_path):
    assert len(sample_pairs(write(tmp_path, [make_pairs(3)]), 10**6)) == 6
    assert sample_pairs([], 100).schema.names == COLUMNS
    assert len(sample_pairs(write(tmp_path, [make_pairs(0)]), 100)) == 0


def test_one_large_group_is_cut(tmp_path):
    files = write(tmp_path, [make_pairs(1, per_group=40)])
    assert len(sample_pairs(files, 100)) == 20


def test_a_large_split_is_read_in_part(tmp_path, monkeypatch):
    files = write(tmp_path, [make_pairs(10) for _ in range(20)])
    opened = []
    fetch = sample.fetch
    monkeypatch.setattr(sample, "fetch", lambda place, sha256: opened.append(place) or fetch(place, sha256))
    pairs = sample_pairs(files, 100)
    assert len(set(opened)) <= 3
    assert pairs["n_words"].to_numpy().sum() >= 100
    one = write(tmp_path, [make_pairs(200)], group_rows=10)
    groups = sample._find_candidates(one, 100, 0)
    assert [len(each.numbers) for each in groups] == [4]


def test_the_files_of_a_release_are_those_of_its_manifest(tmp_path):
    release = publish(tmp_path)
    files = files_of(release.folder)
    assert set(files) == {split for split, rows in release.splits.items() if rows}
    for split, found in files.items():
        assert all(hashlib.sha256(file.place.read_bytes()).hexdigest() == file.sha256 for file in found)
        assert len(sample_pairs(found, 10**6)) == release.splits[split]


def test_pairs_of_format_1_name_the_origin_of_their_edits(tmp_path):
    pairs = make_pairs(2)
    at = pairs.schema.get_field_index("edits")
    former = pairs.set_column(
        at, pairs_schema(1).field("edits"), pa.array([[]] * 4, pairs_schema(1).field("edits").type)
    )
    assert sample_pairs(write(tmp_path, [former]), 100).schema.field("edits").type == PAIRS.field("edits").type


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "part.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(StorageError, match=r"part\.parquet"):
        sample_pairs([PairFile(path, "0")], 10)


def test_keys_are_those_of_the_id_and_the_seed():
    ids = pa.chunked_array([["a", None], ["a"]])
    first, second, third = hash_keys(ids, 0).tolist()
    assert first == third != second
    assert hash_keys(ids, 1).tolist() != [first, second, third]
