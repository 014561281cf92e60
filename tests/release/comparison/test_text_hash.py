import numpy as np
import pyarrow as pa
import pytest
from release.by_hand import make_pair, write_release

from pipelines.errors import StorageError
from pipelines.release.comparison.pair_rows import hash_ids
from pipelines.release.comparison.text_hash import find_other_texts
from pipelines.release.layout import GROUPS_FILE

ALL = np.sort(hash_ids(pa.array([make_pair(number)["article_id"] for number in range(9)])))


def write(folder, numbers, *, version=1, **options):
    rows = [make_pair(number, text=text) for number, text in numbers.items()]
    return write_release(folder, rows, number=version, **options).folder


def test_articles_with_another_text_are_found(tmp_path):
    before = write(tmp_path, {1: 0, 2: 0, 3: 0})
    after = write(tmp_path, {2: 1, 3: 0, 4: 1}, version=2)
    changed = hash_ids(pa.array([make_pair(2)["article_id"]]))
    assert find_other_texts(before, after, ALL).tolist() == changed.tolist()
    assert find_other_texts(before, after, np.setdiff1d(ALL, changed)).tolist() == []
    assert find_other_texts(before, before, ALL).tolist() == []


def test_a_release_without_hashes_gives_none(tmp_path):
    before = write(tmp_path, {1: 0}, groups=False)
    after = write(tmp_path, {1: 1}, version=2)
    assert find_other_texts(before, after, ALL) is None


def test_a_damaged_file_is_named(tmp_path):
    before, after = write(tmp_path, {1: 0}), write(tmp_path, {1: 1}, version=2)
    (after / GROUPS_FILE).write_bytes(b"ARROW1")
    with pytest.raises(StorageError, match=r"groups\.arrow"):
        find_other_texts(before, after, ALL)
