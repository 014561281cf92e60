"""Edges found on disk, band by band and range by range, against all signatures and words in one process."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates import join, link_signatures, low_bytes
from pipelines.duplicates.link import choose_bands
from pipelines.grouping import edges
from pipelines.grouping.edges import find_edges
from pipelines.grouping.plan import BandRange
from pipelines.grouping.sketch_files import SketchFiles
from pipelines.grouping.sketches import SIGNATURES_FILE, WORDS_FILE

COLUMNS = 16


def draw_texts(rng, families, copies):
    """Signatures of families of texts, uint32 [n, COLUMNS], with hashes, roles and words; some are exact copies."""
    signatures = np.repeat(rng.integers(0, 2**32, (families, COLUMNS), dtype=np.uint32), copies, axis=0)
    noise = rng.random(signatures.shape) < rng.choice([0.05, 0.3])
    signatures[noise] = rng.integers(0, 3, int(noise.sum()))
    hashes = rng.integers(0, 2**63, (len(signatures), 2), dtype=np.uint64)
    copied = rng.integers(0, len(signatures), len(signatures) // 4)
    signatures[copied], hashes[copied] = signatures[0], hashes[0]
    roles = rng.integers(0, 3, len(signatures)).astype(np.int8)
    return signatures, hashes, roles, draw_words(rng, families, copies, copied)


def draw_words(rng, families, copies, copied):
    """Words of families of texts, as strings with a character for each; some families are near-copies of each other."""
    words = []
    for _ in range(families):
        family = words[0] if words and rng.random() < 0.2 else "".join(map(chr, rng.integers(97, 400, 20)))
        for _ in range(copies):
            start, end = rng.integers(0, 6, 2)
            words.append("".join(chr(rng.integers(97, 400)) if rng.random() < 0.1 else word for word in family[start:]))
            words[-1] = words[-1][: len(words[-1]) - end]
    return [words[0] if number in {*copied.tolist()} else each for number, each in enumerate(words)]


def write_files(folder, texts, offsets):
    signatures, hashes, roles, words = texts
    halves = np.stack([hashes >> np.uint64(32), hashes & np.uint64(0xFFFFFFFF)], axis=2).reshape(-1, 4)
    counts = np.array([len(each) for each in words], np.uint32)[:, None]
    columns = np.hstack([signatures, halves.astype(np.uint32), counts]).T
    files = []
    for start, end in pairwise(offsets):
        files.append(folder / f"{len(files)}" / SIGNATURES_FILE)
        files[-1].parent.mkdir(parents=True)
        np.ascontiguousarray(columns[:, start:end]).astype("<u4").tofile(files[-1])
        codes = [ord(word) for each in words[start:end] for word in each]
        np.array(codes, "<u2").tofile(files[-1].with_name(WORDS_FILE))
    return SketchFiles(files, lambda part: files[part].with_name(WORDS_FILE), np.array(offsets), roles, COLUMNS)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32),
    st.tuples(st.sampled_from([0.2, 0.5, 0.8]), st.sampled_from([None, 0.6, 0.9])),
    st.integers(1, 5),
    st.data(),
)
def test_all_jobs_together_join_the_groups_of_one_process(tmp_path_factory, seed, limits, n_ranges, data):
    rng = np.random.default_rng(seed)
    signatures, hashes, roles, words = texts = draw_texts(rng, int(rng.integers(1, 12)), int(rng.integers(1, 15)))
    n = len(signatures)
    cuts = sorted(data.draw(st.lists(st.integers(0, n), max_size=4)))
    files = write_files(tmp_path_factory.mktemp("files"), texts, [0, *cuts, n])
    dropped = np.flatnonzero(rng.random(n) < 0.2)
    limits = dict(zip(("similarity", "containment"), limits, strict=True))
    config = GroupDuplicates(permutations=COLUMNS, **limits)
    n_bands = len(choose_bands(COLUMNS, **limits))
    units = [BandRange(band, number, n_ranges) for band in range(n_bands) for number in range(n_ranges)]
    roots = np.arange(n)
    for job in (units[::2], units[1::2]):
        roots = join(roots, *find_edges(files, dropped, job, config))

    order = np.lexsort((np.arange(n), hashes[:, 1], hashes[:, 0], roles))
    rows = order[~np.isin(order, dropped)]
    expected = np.arange(n)
    slow = link_signatures(signatures, rows, **limits, words=words, roles=roles)
    expected = join(expected, rows, rows[slow])
    assert roots.tolist() == expected.tolist()
    assert roots[dropped].tolist() == dropped.tolist()


def link_all(files, config):
    """The first member of the group of each text, from one job."""
    bands = choose_bands(COLUMNS, config.similarity, config.containment)
    units = [BandRange(band, 0, 1) for band in range(len(bands))]
    return join(np.arange(files.offsets[-1]), *find_edges(files, np.zeros(0, np.int64), units, config))


def test_small_chunks_join_the_same_groups(tmp_path, monkeypatch, either_way):
    _, _, roles, _ = texts = draw_texts(np.random.default_rng(1), 20, 12)
    files = write_files(tmp_path, texts, [0, 90, len(roles)])
    config = GroupDuplicates(permutations=COLUMNS, similarity=0.7)
    whole = link_all(files, config)
    monkeypatch.setattr(low_bytes, "CHUNK", 7)
    monkeypatch.setattr(edges, "WORDS_AT_ONCE", 100)
    monkeypatch.setattr(edges, "BLOCK_TEXTS", 50)
    monkeypatch.setattr(edges, "MOST_PAIRS", 60)
    chunks = link_all(files, config)
    assert chunks.tolist() == whole.tolist()
    by_signatures = link_all(files, config.model_copy(update={"containment": None}))
    assert len(set(whole.tolist())) < len(set(by_signatures.tolist())) < len(roles)


def test_a_band_reads_its_columns_and_no_others(tmp_path):
    signatures, hashes, _, words = texts = draw_texts(np.random.default_rng(2), 5, 4)
    files = write_files(tmp_path, texts, [0, 3, 3, 20])
    read = [(start, columns.T.tolist()) for start, columns in files.read(slice(4, 7))]
    assert read == [(0, signatures[:3, 4:7].tolist()), (3, signatures[3:, 4:7].tolist())]
    rows = np.array([19, 0, 3, 0, 2])
    assert files.take(rows, slice(2, 9)).tolist() == signatures[rows, 2:9].tolist()
    assert files.read_hashes(rows).tolist() == hashes[rows].tolist()
    ascending = np.unique(rows)
    assert files.take_bytes(ascending).tolist() == (signatures[ascending] % 256).tolist()
    assert files.read_words(np.unique(rows)) == [words[row] for row in np.unique(rows).tolist()]


def test_too_many_texts_are_refused(tmp_path):
    files = SketchFiles([], Path, np.array([0, edges.MAX_TEXTS + 1]), np.zeros(0, np.int8), COLUMNS)
    with pytest.raises(ValueError, match="at most"):
        find_edges(files, np.zeros(0, np.int64), [], GroupDuplicates())


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_pairs_are_united_as_sets_and_one_that_is_close_stays_so(numbers, others):
    united = edges._unite(np.array(numbers, np.uint64), np.array(others, np.uint64))
    both = {*numbers, *others}
    assert united.tolist() == sorted(number for number in both if number % 2 or number + 1 not in both)
