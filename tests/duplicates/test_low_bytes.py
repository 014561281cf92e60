import numpy as np
import pyarrow as pa
import pytest

from pipelines.duplicates import low_bytes
from pipelines.duplicates.low_bytes import count_equal, keep_low_bytes
from pipelines.duplicates.sketch import sign_texts
from pipelines.text.ids import hash_folded

pytestmark = pytest.mark.usefixtures("either_way")


def test_low_bytes_tell_columns_apart_but_for_one_in_256():
    texts = pa.array([" ".join(f"{number}w{word}" for word in range(30)) for number in range(200)])
    signatures = sign_texts(texts, hash_folded(texts), shingle_words=5, permutations=128)
    left, right = np.triu_indices(len(signatures), 1)
    equal = keep_low_bytes(signatures)[left] == keep_low_bytes(signatures)[right]
    assert equal.mean() == pytest.approx(1 / 256, rel=0.03)
    assert np.array_equal(keep_low_bytes(signatures), signatures % 256)


@pytest.mark.parametrize("n_columns", [1, 16, 64, 65, 128, 512])
def test_equal_columns_are_counted(monkeypatch, n_columns):
    monkeypatch.setattr(low_bytes, "CHUNK", 7)
    rng = np.random.default_rng(3)
    ours, theirs = (rng.integers(0, 2, (n, n_columns)).astype(np.uint8) for n in (9, 5))
    ours[0] = theirs[0] = 255
    left, right = rng.integers(0, 9, 50), rng.integers(0, 5, 50)
    left[:2], right[:2] = 0, (0, 1)
    expected = [
        sum(int(one == other) for one, other in zip(ours[a], theirs[b], strict=True))
        for a, b in zip(left.tolist(), right.tolist(), strict=True)
    ]
    assert count_equal(ours, theirs, left, right).tolist() == expected
    assert expected[:2] == [n_columns, 0]
    assert count_equal(ours, theirs, left[:0], right[:0]).tolist() == []
