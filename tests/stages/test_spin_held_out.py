"""Swaps held out for test_unseen: they are in no other split, whatever the batch."""

import pyarrow.parquet as pq
import pytest
from stages.spun import articles_part, by_id, groups_part, news, spin


def swaps_by_split(part):
    return {
        split: {
            (edit["original"].lower(), edit["replacement"].lower())
            for edits in pq.read_table(part.path(split))["edits"].to_pylist()
            for edit in edits
        }
        for split in part.files
    }


TYPOS = {"engine": "nlpaug", "flow": [{"augmenter": "SpellingAug"}, {"augmenter": "KeyboardAug"}]}
SIDES = {"splits": ("train", "test_unseen", "validation", "test_unseen", "test")}


@pytest.mark.parametrize(
    "own", [{}, {"passes": [0.5, 0.3, 0.2], "again": 0.5}, TYPOS], ids=["once", "passes", "nlpaug"]
)
def test_swaps_of_test_unseen_are_in_no_other_split(tmp_path, profile, own):
    articles = articles_part(tmp_path / "news", news(range(40)))
    groups = groups_part(tmp_path / "news", [articles], **SIDES)
    profiles, asked = [profile("own", **own), profile("plain")], {"held_out": 0.4, "rate": 0.5, "variants": 2}
    apart = swaps_by_split(spin(tmp_path, articles, groups, profiles, test_unseen=0.1, **asked))
    assert all(len(swaps) > 3 for swaps in apart.values())
    assert not apart["test_unseen"] & (apart["train"] | apart["validation"] | apart["test"])
    mixed = swaps_by_split(spin(tmp_path, articles, groups, profiles, test_unseen=0, **asked))
    assert mixed["test_unseen"] & mixed["train"]


def test_rows_with_held_out_words_do_not_depend_on_batches_or_neighbours(tmp_path, profile):
    rows, profiles, asked = news(range(20)), [profile("plain")], {"held_out": 0.4, "test_unseen": 0.1}
    articles = articles_part(tmp_path / "news", rows)
    groups = groups_part(tmp_path / "news", [articles], **SIDES)
    whole, small = (spin(tmp_path / str(n), articles, groups, profiles, batch_bytes=n, **asked) for n in (1 << 20, 1))
    assert {name: whole.path(name).read_bytes() for name in whole.files} == {
        name: small.path(name).read_bytes() for name in small.files
    }
    alone = articles_part(tmp_path / "news", [rows[1]], "alone")
    part = spin(tmp_path, alone, groups_part(tmp_path / "news", [alone], splits=["test_unseen"]), profiles, **asked)
    assert by_id(part).items() <= by_id(whole).items()
