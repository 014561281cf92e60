"""Parts that nothing uses, on a disk and in an object store."""

import os
import shutil
import time
from pathlib import Path

import pytest
from release.small_releases import write_release

from pipelines.errors import StorageError
from pipelines.parts.finish import RECEIPT, WORK_LOCK, finish_part
from pipelines.release.pruning.unused import find_unused, remove_unused
from pipelines.storage.files import list_files, share_file, write_text
from pipelines.storage.json_files import read_json, write_json
from pipelines.storage.locks import clearing, using

DAY = 24 * 3600


def make_part(dataset, name, *, made_from=(), age=40):
    """A part with one file, last used `age` days ago; computed or reused."""

    def compute(writer):
        (writer.folder / "data").write_text(name)

    part = finish_part(dataset, "stage", inputs=[name, *(p.key for p in made_from)], label=name, compute=compute)
    make_older(dataset, f"work/stage/{part.key}/{RECEIPT}", age)
    return part


def make_older(dataset, name, days):
    if isinstance(dataset, Path):
        then = time.time() - days * DAY
        os.utime(dataset / name, (then, then))
    else:
        dataset.objects.make_older((dataset / name).key, days * DAY)


def publish(dataset, *parts):
    """A release with the files of the parts."""
    release = dataset / write_release(dataset, 1)
    manifest = read_json(release / "manifest.json")
    manifest["files"] = [
        {"path": f"data/train/{p.key}", "rows": 1, "bytes": 1, "sha256": p.sums["data"]} for p in parts
    ]
    for part in parts:
        share_file(part.place / "data", release / "data" / "train" / part.key)
    write_json(release / "manifest.json", manifest)
    return release


def label_of(part):
    return read_json(part.home / RECEIPT)["label"]


def unused(dataset, *kept, days=30):
    return {label_of(part) for part in find_unused(dataset, kept=kept, days=days)}


def test_a_part_is_used_by_a_release_by_a_recent_run_and_by_a_part_made_from_it(folder):
    raw = make_part(folder, "raw")
    articles = make_part(folder, "articles", made_from=[raw])
    pairs = make_part(folder, "pairs", made_from=[articles])
    lone = make_part(folder, "lone", made_from=[raw])
    make_part(folder, "recent", made_from=[lone], age=5)
    make_part(folder, "old")
    make_part(folder, "older", made_from=[make_part(folder, "oldest")])
    release = publish(folder, pairs)
    assert unused(folder, release) == {"old", "older", "oldest"}
    assert unused(folder) == {"articles", "pairs", "old", "older", "oldest"}
    assert unused(folder, release, days=4) == {"recent", "lone", "old", "older", "oldest"}
    assert unused(folder, release, days=50) == set()


def test_a_run_that_reuses_a_part_makes_it_recent(folder):
    make_part(folder, "part")
    assert unused(folder) == {"part"}
    finish_part(folder, "stage", inputs=["part"], label="part", compute=None)
    assert unused(folder) == set()


def test_a_part_with_a_damaged_receipt_serves_no_run(folder):
    """It is computed again when a run needs it, and keeps no other part."""
    raw = make_part(folder, "raw")
    pairs = make_part(folder, "pairs", made_from=[raw])
    home = folder / "work" / "stage" / pairs.key
    receipt = read_json(home / RECEIPT)
    del receipt["inputs"]
    write_json(home / RECEIPT, receipt)
    assert unused(folder, publish(folder, pairs)) == {"raw"}
    make_older(folder, f"work/stage/{pairs.key}/{RECEIPT}", 40)
    assert unused(folder) == {"raw", "pairs"}


def test_unused_parts_go_with_the_files_of_their_dropped_rows(folder):
    part, other = make_part(folder, "part"), make_part(folder, "other")
    for place in ("rejects", "quarantine"):
        for each in (part, other):
            write_text(folder / place / "stage" / f"{each.key}.parquet", "rows")
    chosen = [found for found in find_unused(folder, kept=[], days=30) if found.key == part.key]
    assert [found.key for found in remove_unused(folder, chosen, kept=[], days=30)] == [part.key]
    left = list_files(folder)
    assert {name.partition("/")[0] for name in left if other.key in name} == {"work", "rejects", "quarantine"}
    assert not [name for name in left if part.key in name]


def test_a_part_can_go_again_after_a_prune_that_was_killed(tmp_path, monkeypatch):
    def die(folder):
        raise KeyboardInterrupt

    def prune():
        return [part.key for part in remove_unused(tmp_path, find_unused(tmp_path, kept=(), days=30), kept=(), days=30)]

    part = make_part(tmp_path, "again")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", die)
        with pytest.raises(KeyboardInterrupt):
            prune()
    assert not (tmp_path / "work" / "stage" / part.key).exists()
    assert make_part(tmp_path, "again").key == part.key
    assert prune() == [part.key]
    assert not (tmp_path / "work" / "stage" / part.key).exists()


def test_what_a_run_has_used_meanwhile_stays(folder):
    part = make_part(folder, "part")
    chosen = find_unused(folder, kept=[], days=30)
    finish_part(folder, "stage", inputs=["part"], label="part", compute=None)
    assert remove_unused(folder, chosen, kept=[], days=30) == []
    assert (part.place / "data").exists()


def test_nothing_is_deleted_while_a_run_is_at_work(tmp_path):
    make_part(tmp_path, "part")
    chosen = find_unused(tmp_path, kept=[], days=30)
    with using(tmp_path / WORK_LOCK), using(tmp_path / WORK_LOCK), pytest.raises(StorageError, match="at work"):
        remove_unused(tmp_path, chosen, kept=[], days=30)
    assert len(find_unused(tmp_path, kept=[], days=30)) == 1
    with clearing(tmp_path / WORK_LOCK):
        pass


def test_the_files_of_another_attempt_are_not_those_of_a_part(folder):
    if isinstance(folder, Path):
        pytest.skip("on a disk there are no attempts")
    part = make_part(folder, "part")
    write_text(folder / "work" / "stage" / part.key / "attempt" / "data", "data")
    (found,) = find_unused(folder, kept=[], days=30)
    remove_unused(folder, [found], kept=[], days=30)
    assert list(list_files(folder)) == [f"work/stage/{part.key}/attempt/data"]
