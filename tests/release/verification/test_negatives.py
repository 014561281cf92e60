"""Planted faults in the negatives of a release, with all checksums of files and manifest corrected."""

import pytest
from negatives import build, write_inputs
from release.damage import copy_release, edit_manifest, faults, mend, messages, rewrite

from pipelines.release.layout import negatives_path
from schemas import NEGATIVES

TRAIN, TEST = negatives_path("train", 0), negatives_path("test", 0)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("negatives")
    return build(folder, negatives=write_inputs(folder)).release.folder


@pytest.fixture
def folder(published, tmp_path):
    return copy_release(published, tmp_path)


def test_a_whole_release_has_no_fault(folder):
    assert faults(folder) == {}


def change_text(rows):
    rows[0]["text"] += " And more."


def change_group(rows):
    rows[0]["group_id"] = "0" * 32


def change_kind(rows):
    rows[0]["kind"] = "spun"


def repeat_id(rows):
    rows[1]["negative_id"] = rows[0]["negative_id"]


def drop_row(rows):
    del rows[0]


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (change_text, {"texts_match_groups"}),
        (change_group, {"splits_match_groups"}),
        (change_kind, {"negatives_are_ours"}),
        (repeat_id, {"negatives_are_ours"}),
        (drop_row, {"negatives_are_ours"}),
    ],
)
def test_a_changed_row_is_found(folder, change, rules):
    changed = rewrite(folder, TRAIN, change, NEGATIVES)
    assert rules <= faults(changed).keys() <= rules | {"texts_match_groups", "splits_match_groups"}


def test_files_of_two_splits_that_were_exchanged_are_found(folder):
    (folder / TRAIN).rename(folder / "between")
    (folder / TEST).rename(folder / TRAIN)
    (folder / "between").rename(folder / TEST)
    found = mend(folder)
    assert faults(found) == {"negatives_are_ours": 2}

    def count(manifest):
        entries = {entry["path"]: entry for entry in manifest["files"]}
        one, other = entries[TRAIN], entries[TEST]
        one["negatives"], other["negatives"] = other["negatives"], one["negatives"]

    edit_manifest(found, count)
    assert {"splits_match_groups", "groups_are_in_one_split", "manifest_agrees"} <= faults(found).keys()


def test_other_columns_are_found(folder):
    schema = NEGATIVES.remove(NEGATIVES.get_field_index("url"))
    changed = rewrite(folder, TRAIN, lambda rows: [row.pop("url") for row in rows], schema)
    assert "has other columns" in messages(changed)


def test_counts_of_the_manifest_are_compared(folder):
    edit_manifest(folder, lambda manifest: manifest["negatives"].update(rows=1))
    assert faults(folder) == {"manifest_agrees": 1}


def test_a_lost_file_is_one_fault(folder):
    (folder / TEST).unlink()
    assert faults(folder) == {"files_are_there": 1}
