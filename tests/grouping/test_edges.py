"""Edges found on disk, band by band and range by range, against all signatures in one process."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates import join, link_signatures
from pipelines.duplicates.link import choose_bands
from pipelines.grouping import edges
from pipelines.grouping.edges import SketchFiles, find_edges
from pipelines.grouping.plan import BandRange

COLUMNS = 16


def draw_texts(rng, families, copies):
    """Signatures of families of texts, uint32 [n, COLUMNS], with hashes and roles; some texts are exact copies."""
    signatures = np.repeat(rng.integers(0, 2**32, (families, COLUMNS), dtype=np.uint32), copies, axis=0)
    noise = rng.random(signatures.shape) < rng.choice([0.05, 0.3])
    signatures[noise] = rng.integers(0, 3, int(noise.sum()))
    hashes = rng.integers(0, 2**63, (len(signatures), 2), dtype=np.uint64)
    copied = rng.integers(0, len(signatures), len(signatures) // 4)
    signatures[copied], hashes[copied] = signatures[0], hashes[0]
    return signatures, hashes, rng.integers(0, 3, len(signatures)).astype(np.int8)


def write_files(folder, signatures, hashes, roles, offsets):
    folder.mkdir(parents=True, exist_ok=True)
    halves = np.stack([hashes >> np.uint64(32), hashes & np.uint64(0xFFFFFFFF)], axis=2).reshape(-1, 4)
    columns = np.hstack([signatures, halves.astype(np.uint32)]).T
    files = []
    for start, end in pairwise(offsets):
        files.append(folder / f"{len(files)}.bin")
        np.ascontiguousarray(columns[:, start:end]).astype("<u4").tofile(files[-1])
    return SketchFiles(files, np.array(offsets), roles, COLUMNS)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.2, 0.5, 0.8]), st.integers(1, 5), st.data())
def test_all_jobs_together_join_the_groups_of_one_process(tmp_path_factory, seed, similarity, n_ranges, data):
    rng = np.random.default_rng(seed)
    signatures, hashes, roles = draw_texts(rng, int(rng.integers(1, 12)), int(rng.integers(1, 15)))
    n = len(signatures)
    cuts = sorted(data.draw(st.lists(st.integers(0, n), max_size=4)))
    files = write_files(tmp_path_factory.mktemp("files"), signatures, hashes, roles, [0, *cuts, n])
    dropped = np.flatnonzero(rng.random(n) < 0.2)
    config = GroupDuplicates(permutations=COLUMNS, similarity=similarity)
    n_bands = len(choose_bands(COLUMNS, similarity))
    units = [BandRange(band, number, n_ranges) for band in range(n_bands) for number in range(n_ranges)]
    roots = np.arange(n)
    for job in (units[::2], units[1::2]):
        roots = join(roots, *find_edges(files, dropped, job, config))

    order = np.lexsort((np.arange(n), hashes[:, 1], hashes[:, 0], roles))
    rows = order[~np.isin(order, dropped)]
    expected = np.arange(n)
    slow = link_signatures(signatures, rows, similarity=similarity)
    expected = join(expected, rows, rows[slow])
    assert roots.tolist() == expected.tolist()
    assert roots[dropped].tolist() == dropped.tolist()


def test_small_chunks_join_the_same_groups(tmp_path, monkeypatch):
    signatures, hashes, roles = draw_texts(np.random.default_rng(1), 20, 12)
    files = write_files(tmp_path, signatures, hashes, roles, [0, len(signatures)])
    config = GroupDuplicates(permutations=COLUMNS, similarity=0.5)
    units = [BandRange(band, 0, 1) for band in range(len(choose_bands(COLUMNS, 0.5)))]
    whole = join(np.arange(len(roles)), *find_edges(files, np.zeros(0, np.int64), units, config))
    monkeypatch.setattr(edges, "CHUNK", 7)
    monkeypatch.setattr(edges, "BLOCK_TEXTS", 50)
    monkeypatch.setattr(edges, "MOST_PAIRS", 60)
    chunks = join(np.arange(len(roles)), *find_edges(files, np.zeros(0, np.int64), units, config))
    assert chunks.tolist() == whole.tolist()
    assert len(set(whole.tolist())) < len(roles)


def test_a_band_reads_its_columns_and_no_others(tmp_path):
    signatures, hashes, roles = draw_texts(np.random.default_rng(2), 5, 4)
    files = write_files(tmp_path, signatures, hashes, roles, [0, 3, 3, 20])
    read = [(start, columns.T.tolist()) for start, columns in files.read(slice(4, 7))]
    assert read == [(0, signatures[:3, 4:7].tolist()), (3, signatures[3:, 4:7].tolist())]
    rows = np.array([19, 0, 3, 0, 2])
    assert files.take(rows, slice(2, 9)).tolist() == signatures[rows, 2:9].tolist()
    assert files.read_hashes(rows).tolist() == hashes[rows].tolist()


def test_too_many_texts_are_refused(tmp_path):
    files = SketchFiles([], np.array([0, edges.MAX_TEXTS + 1]), np.zeros(0, np.int8), COLUMNS)
    with pytest.raises(ValueError, match="at most"):
        find_edges(files, np.zeros(0, np.int64), [], GroupDuplicates())


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_numbers_are_united_as_sets(numbers, others):
    united = edges._unite(np.array(numbers, np.uint64), np.array(others, np.uint64))
    assert united.tolist() == sorted({*numbers, *others})
