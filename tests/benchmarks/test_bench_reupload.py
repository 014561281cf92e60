import numpy as np
import pytest
from bench_reupload import GEAR, LARGEST, MASK, SMALLEST, compare, cut_chunks, grow

DATA = np.random.default_rng(1).bytes(1 << 20)


def cut_slowly(data):
    """One byte at a time."""
    chunks, start, value = [], 0, 0
    for number, byte in enumerate(data):
        value = (value * 2 + int(GEAR[byte])) % 2**64
        length = number + 1 - start
        if length == LARGEST or (length >= SMALLEST and value & int(MASK) == 0):
            chunks.append(data[start : number + 1])
            start = number + 1
    return chunks + [data[start:]] * (start < len(data))


@pytest.mark.parametrize(
    "data", [b"", b"a", DATA[:100], DATA, bytes(300_000)], ids=["none", "one", "few", "many", "same"]
)
def test_chunks_are_those_of_the_slow_version(data):
    chunks = list(cut_chunks(data))
    assert chunks == cut_slowly(data)
    assert b"".join(chunks) == data


def test_only_chunks_around_a_change_are_new(tmp_path):
    changed = DATA[:500_000] + b"new" + DATA[500_000:]
    for name, data in (("a", DATA), ("b", changed), ("c", DATA)):
        (tmp_path / name).write_bytes(data)
    found = compare([tmp_path / "a"], [tmp_path / "b", tmp_path / "c"])
    assert (found.files, found.equal_files, found.n_bytes) == (2, 1, len(DATA) + len(changed))
    assert 0 < found.new_bytes <= 2 * LARGEST


def test_cases_grow_by_their_share():
    lines = [b"%d\n" % number for number in range(1_000)]
    sizes = {case: (len(before), len(after)) for case, (before, after) in grow(lines, 0.01).items()}
    assert list(sizes.values()) == [(990, 1_000), (1_000, 999), (990, 1_000)]
