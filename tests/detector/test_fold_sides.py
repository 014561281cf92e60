"""Texts described by the counts of other folds: each once, the same in blocks of any size."""

import numpy as np
import pyarrow as pa
import pytest
from detector.test_detector import draw_pairs

from pipelines.detector import fold_sides, text_blocks
from pipelines.detector.fold_sides import N_FOLDS, describe_fold, draw_groups, read_fold_sides

pytestmark = pytest.mark.usefixtures("either_way")

PAIRS = draw_pairs(40, 8)
NEGATIVES = pa.table({"clean": ["A clean text of its own."], "group_id": ["other"]})


def describe_all(folder):
    folder.mkdir()
    paths = [path for fold in range(N_FOLDS) for path in describe_fold(PAIRS, NEGATIVES, fold, 4, folder)]
    return list(read_fold_sides(paths))


def test_every_text_is_in_one_fold_and_blocks_change_nothing(tmp_path, monkeypatch):
    whole = describe_all(tmp_path / "whole")
    monkeypatch.setattr(text_blocks, "BLOCK_BYTES", 500)
    cut = describe_all(tmp_path / "cut")
    n_texts = {is_spun: sum(len(side.words.offsets) - 1 for side in whole if side.is_spun is is_spun)
               for is_spun in (True, False)}  # fmt: skip
    assert n_texts == {True: 40, False: 41}
    for one, other in zip(whole, cut, strict=True):
        assert np.array_equal(one.read_rows(), other.read_rows())
        for name in ("sentences", "is_swapped", "is_set_aside"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
        assert np.array_equal(one.words.offsets, other.words.offsets)
        assert one.read_rows().shape == (len(one.words), len(one.names))


def test_labels_tell_swapped_words_and_spun_texts(tmp_path):
    for side in describe_all(tmp_path / "x"):
        labels = side.label(np.ones(len(side.words), bool), 2)
        assert (labels[:, 1] == side.is_spun).all()
        assert labels[:, 0].any() == side.is_spun


def test_groups_are_drawn_whatever_the_order():
    draws = draw_groups(PAIRS["group_id"], 4)
    assert np.array_equal(draw_groups(PAIRS["group_id"].combine_chunks()[::-1], 4)[::-1], draws)


@pytest.mark.parametrize("n_words", [1, 50, 10_000])
def test_blocks_are_the_rows_of_whole_texts(n_words, tmp_path, monkeypatch):
    monkeypatch.setattr(fold_sides, "BLOCK_WORDS", n_words)
    for side in describe_all(tmp_path / "x"):
        blocks = list(side.blocks())
        columns = np.concatenate([block.matrix for block in blocks], axis=1)
        assert np.array_equal(columns, side.read_rows().T.astype(np.float32))
        assert sum(len(block.words.offsets) - 1 for block in blocks) == len(side.words.offsets) - 1
        counts = np.concatenate([np.diff(block.words.offsets) for block in blocks])
        assert np.array_equal(counts, np.diff(side.words.offsets))
        assert all(len(block.words) <= n_words or len(block.words.offsets) == 2 for block in blocks)
