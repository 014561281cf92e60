"""Planted faults in the rows of a release, with all checksums of files and manifest corrected."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pairs import SEED
from published import publish
from release.damage import copy_release, edit_manifest, faults, mend, messages, rewrite

from pipelines.release.carried import FILE as GROUPS
from pipelines.release.verification.verify import verify_release
from pipelines.text.ids import name_pairs
from schemas import PAIRS

TRAIN, TEST = "data/train/part-00000.parquet", "data/test/part-00000.parquet"
SECOND = "data/train/part-00001.parquet"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published")).folder


@pytest.fixture
def folder(published, tmp_path):
    return copy_release(published, tmp_path)


def name_again(folder, name):
    """Correct the pair ids of a data file."""
    rows = pq.read_table(folder / name, partitioning=None)
    (folder / name).unlink()
    pq.write_table(rows.set_column(0, PAIRS.field(0), name_pairs(rows, SEED)), folder / name)
    return mend(folder)


def exchange(folder, one, other):
    (folder / one).rename(folder / "between")
    (folder / other).rename(folder / one)
    (folder / "between").rename(folder / other)


def count_rows(folder):
    """Correct the rows of files and splits in the manifest."""

    def change(manifest):
        manifest["splits"] = {}
        for entry in manifest["files"]:
            if "rows" in entry:
                entry["rows"] = pq.read_metadata(folder / entry["path"]).num_rows
                split = entry["path"].split("/")[1]
                manifest["splits"][split] = manifest["splits"].get(split, 0) + entry["rows"]

    edit_manifest(folder, change)
    return mend(folder)


def move_rows(folder, source, target, rows):
    """Move some rows of a data file to the end of another, in a row group of their own."""
    left, right = (pq.read_table(folder / name, partitioning=None) for name in (source, target))
    for name in (source, target):
        (folder / name).unlink()
    pq.write_table(left.take([i for i in range(len(left)) if i not in rows]), folder / source)
    with pq.ParquetWriter(folder / target, PAIRS) as writer:
        writer.write_table(right)
        writer.write_table(left.take(rows))
    return count_rows(folder)


@pytest.mark.parametrize("other", [TEST, "data/validation/part-00000.parquet", "data/test/part-00001.parquet"])
def test_data_files_of_two_splits_that_were_exchanged_are_found(folder, other):
    exchange(folder, TRAIN, other)
    folder = count_rows(folder)
    assert faults(folder)["splits_match_groups"] == 3  # two rows of one file, and one of the other
    assert set(faults(folder)) <= {"splits_match_groups", "groups_are_in_one_split"}
    assert "not train" in messages(folder)


@pytest.mark.parametrize(("source", "target", "rows"), [(TRAIN, TEST, [0]), (SECOND, TEST, [0, 1]), (TEST, TRAIN, [0])])
def test_a_row_group_that_was_moved_to_another_split_is_found(folder, source, target, rows):
    if len(pq.read_table(folder / source, partitioning=None)) == len(rows):
        pytest.skip("a file without rows")
    folder = move_rows(folder, source, target, rows)
    assert faults(folder) == {"splits_match_groups": len(rows)}
    assert f"in {target.split('/')[1]}, not {source.split('/')[1]}" in messages(folder)


def test_a_split_that_was_renamed_is_found(folder):
    (folder / "data/test").rename(folder / "data/new")
    edit_manifest(
        folder,
        lambda manifest: [
            entry.update(path=entry["path"].replace("data/test", "data/new")) for entry in manifest["files"]
        ],
    )
    folder = count_rows(folder)
    assert faults(folder) == {"splits_match_groups": 2}


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[0].update(group_id="0" * 32),
        lambda rows: rows[0].update(group_id=""),
        lambda rows: rows[0].update(group_id=rows[1]["group_id"]),
    ],
)
def test_a_changed_group_is_found(folder, change):
    folder = rewrite(folder, TRAIN, change)
    assert faults(folder) == {"splits_match_groups": 1}
    assert "in group" in messages(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[0].update(pair_id="0" * 32),
        lambda rows: rows[0].update(pair_id=rows[0]["pair_id"][::-1]),
        lambda rows: rows[0].update(pair_id=rows[0]["pair_id"][:-1] + ("0" if rows[0]["pair_id"][-1] != "0" else "1")),
        lambda rows: rows[0].update(variant=1),
        lambda rows: rows[0].update(profile="light"),
    ],
    ids=["zeros", "reversed", "last digit", "variant", "profile"],
)
def test_a_changed_pair_id_or_a_changed_row_is_found_by_it(folder, change):
    before = pq.read_table(folder / TRAIN, partitioning=None)["pair_id"][0].as_py()
    folder = rewrite(folder, TRAIN, change)
    now = pq.read_table(folder / TRAIN, partitioning=None)["pair_id"][0].as_py()
    assert faults(folder)["pair_ids_match"] == 1
    assert set(faults(folder)) <= {"pair_ids_match", "manifest_agrees"}  # the latter counts the pairs of profiles
    assert (before if now == before else now) in messages(folder)


def test_pair_ids_that_were_exchanged_are_found(folder):
    def change(rows):
        rows[0]["pair_id"], rows[1]["pair_id"] = rows[1]["pair_id"], rows[0]["pair_id"]

    assert faults(rewrite(folder, TRAIN, change)) == {"pair_ids_match": 2}


def change_original(rows):
    """Another word in the clean text and in the edit that swapped it: the edits can still be undone."""
    edit = rows[0]["edits"][0]
    new = "x" * (edit["clean_end"] - edit["clean_start"])
    rows[0]["clean"] = rows[0]["clean"][: edit["clean_start"]] + new + rows[0]["clean"][edit["clean_end"] :]
    edit["original"] = new


def change_both(rows):
    """Another end of both texts."""
    rows[0].update(clean=rows[0]["clean"] + " So it goes.", spun=rows[0]["spun"] + " So it goes.")


def change_article(rows):
    """The text of another article."""
    rows[0].update({name: rows[1][name] for name in ("clean", "spun", "edits", "n_swaps", "n_words", "swap_rate")})


@pytest.mark.parametrize("change", [change_original, change_both, change_article])
def test_a_changed_text_is_found_though_the_pair_id_was_corrected(folder, change):
    folder = name_again(rewrite(folder, TRAIN, change), TRAIN)
    assert faults(folder)["texts_match_groups"] == 1
    assert set(faults(folder)) <= {"texts_match_groups", "manifest_agrees"}


def test_the_other_variants_of_an_article_are_compared_too(folder):
    def add(rows):
        rows.insert(1, rows[0] | {"variant": 1})
        rows.insert(2, rows[0] | {"variant": 2})
        change_original(rows[1:2])

    folder = rewrite(folder, TRAIN, add)
    folder = count_rows(name_again(folder, TRAIN))
    assert faults(folder)["texts_match_groups"] == 1


def test_a_table_of_groups_that_is_none_is_found(folder):
    (folder / GROUPS).unlink()
    (folder / GROUPS).write_bytes(b"ARROW1 not at all")
    assert faults(mend(folder)) == {"splits_match_groups": 1}


def test_groups_that_were_taken_out_of_the_release_are_found(folder):
    (folder / GROUPS).unlink()

    def change(manifest):
        manifest["files"] = [entry for entry in manifest["files"] if entry["path"] != GROUPS]

    edit_manifest(folder, change)
    assert faults(mend(folder)) == {"splits_match_groups": 1}


def test_an_article_that_was_never_grouped_is_found(folder):
    table = pa.ipc.open_file(pa.BufferReader((folder / GROUPS).read_bytes())).read_all()
    (folder / GROUPS).unlink()
    with pa.ipc.new_file(str(folder / GROUPS), table.schema) as writer:
        writer.write_table(table.slice(1))
    assert faults(mend(folder)) == {"splits_match_groups": 1}


def test_releases_from_before_groups_were_kept_are_whole(folder):
    (folder / GROUPS).unlink()

    def change(manifest):
        manifest["files"] = [entry for entry in manifest["files"] if entry["path"] != GROUPS]
        del manifest["groups"], manifest["manifest_sha256"]

    edit_manifest(folder, change, seals=False)
    folder = mend(folder, seals=False)
    assert "manifest_sha256" not in json.loads((folder / "manifest.json").read_text())
    assert faults(folder) == {}
    unchecked = {rule.name for rule in verify_release(folder) if not rule.checked}
    assert unchecked == {"manifest_is_as_written", "splits_match_groups", "texts_match_groups", "negatives_are_ours"}
