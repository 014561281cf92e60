import numpy as np
import pyarrow as pa
import pytest
from release.by_hand import make_pair, write_release

from pipelines.errors import StorageError
from pipelines.release.comparison.id_hashes import hash_ids
from pipelines.release.comparison.text_hash import find_other_texts, read_digest, read_hashes
from pipelines.release.layout import GROUPS_DIGEST, GROUPS_FILE

ALL = np.sort(hash_ids(pa.array([make_pair(number)["article_id"] for number in range(9)])))


@pytest.fixture(params=[False, True], ids=["groups", "digests"])
def digests(request):
    return request.param


def write(folder, numbers, *, version=1, **options):
    rows = [make_pair(number, text=text) for number, text in numbers.items()]
    return write_release(folder, rows, number=version, **options).folder


def test_articles_with_another_text_are_found(tmp_path, digests):
    before = write(tmp_path, {1: 0, 2: 0, 3: 0})
    after = write(tmp_path, {2: 1, 3: 0, 4: 1}, version=2, digests=digests)
    changed = hash_ids(pa.array([make_pair(2)["article_id"]]))
    assert find_other_texts(before, after, ALL).tolist() == changed.tolist()
    assert find_other_texts(before, after, np.setdiff1d(ALL, changed)).tolist() == []
    assert find_other_texts(before, before, ALL).tolist() == []


def test_a_release_without_hashes_gives_none(tmp_path):
    before = write(tmp_path, {1: 0}, groups=False)
    after = write(tmp_path, {1: 1}, version=2)
    assert find_other_texts(before, after, ALL) is None


@pytest.mark.parametrize("content", [b"ARROW1", b"", b"ARROW1\0\0" + bytes(60)])
def test_a_damaged_file_is_named(tmp_path, digests, content):
    before, after = write(tmp_path, {1: 0}), write(tmp_path, {1: 1}, version=2, digests=digests)
    damaged = after / (GROUPS_DIGEST if digests else GROUPS_FILE)
    damaged.write_bytes(content)
    with pytest.raises(StorageError, match=rf"{damaged.name}.*spindle verify"):
        find_other_texts(before, after, ALL)


def test_the_digest_has_the_hashes_of_the_groups(tmp_path):
    folder = write(tmp_path, {number: number % 2 for number in range(5)}, digests=True)
    by_groups, by_digest = read_hashes(folder / GROUPS_FILE), read_digest(folder / GROUPS_DIGEST)
    assert [hashes.tolist() for hashes in by_digest] == [hashes.tolist() for hashes in by_groups]
    assert len(set(by_digest[1].tolist())) == 5
