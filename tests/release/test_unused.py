"""Parts that nothing uses, and bytes that are truly freed."""

import json
import os
import time

import pytest

from pipelines.errors import StorageError
from pipelines.parts.finish import RECEIPT, WORK_LOCK, finish_part
from pipelines.release.unused import find_unused, freed_bytes, remove_unused
from pipelines.storage.locks import clearing, using

DAY = 24 * 3600


def make_part(dataset, name, *, made_from=(), age=40):
    """A part with one file, last used `age` days ago; computed or reused."""

    def compute(writer):
        (writer.folder / "data").write_text(name)

    part = finish_part(dataset, "stage", inputs=[name, *(p.key for p in made_from)], label=name, compute=compute)
    then = time.time() - age * DAY
    os.utime(part.file(RECEIPT), (then, then))
    return part


def publish(dataset, version, *parts):
    """A folder with links to the files of the parts, as a release has them."""
    release = dataset / version
    release.mkdir(parents=True)
    for part in parts:
        os.link(part.file("data"), release / part.key)
    return release


def unused(dataset, *kept, days=30):
    return {
        json.loads((part.folder / RECEIPT).read_text())["label"] for part in find_unused(dataset, kept=kept, days=days)
    }


def test_a_part_is_used_by_a_release_by_a_recent_run_and_by_a_part_made_from_it(tmp_path):
    raw = make_part(tmp_path, "raw")
    articles = make_part(tmp_path, "articles", made_from=[raw])
    pairs = make_part(tmp_path, "pairs", made_from=[articles])
    lone = make_part(tmp_path, "lone", made_from=[raw])
    make_part(tmp_path, "recent", made_from=[lone], age=5)
    make_part(tmp_path, "old")
    make_part(tmp_path, "older", made_from=[make_part(tmp_path, "oldest")])
    release = publish(tmp_path, "release", pairs)
    assert unused(tmp_path, release) == {"old", "older", "oldest"}
    assert unused(tmp_path) == {"articles", "pairs", "old", "older", "oldest"}
    assert unused(tmp_path, release, days=4) == {"recent", "lone", "old", "older", "oldest"}
    assert unused(tmp_path, release, days=50) == set()


def test_a_run_that_reuses_a_part_makes_it_recent(tmp_path):
    make_part(tmp_path, "part")
    assert unused(tmp_path) == {"part"}
    finish_part(tmp_path, "stage", inputs=["part"], label="part", compute=None)
    assert unused(tmp_path) == set()


def test_parts_that_do_not_say_what_they_were_made_from_keep_each_other(tmp_path):
    parts = [make_part(tmp_path, name) for name in ("raw", "pairs", "new")]
    for part in parts[:2]:
        receipt = json.loads(part.file(RECEIPT).read_text())
        del receipt["inputs"]
        part.file(RECEIPT).write_text(json.dumps(receipt))
        os.utime(part.file(RECEIPT), (0, 0))
    release = publish(tmp_path, "release", parts[1])
    assert unused(tmp_path, release) == {"new"}
    assert unused(tmp_path) == {"raw", "pairs", "new"}


def test_unused_parts_go_with_the_files_of_their_dropped_rows(tmp_path):
    part, other = make_part(tmp_path, "part"), make_part(tmp_path, "other")
    for place in ("rejects", "quarantine"):
        for each in (part, other):
            (tmp_path / place / "stage").mkdir(parents=True, exist_ok=True)
            (tmp_path / place / "stage" / f"{each.key}.parquet").write_text("rows")
    chosen = [found for found in find_unused(tmp_path, kept=[], days=30) if found.key == part.key]
    assert remove_unused(tmp_path, chosen, kept=[], days=30) == 1
    left = {path.relative_to(tmp_path).parts[0]: path.stem for path in tmp_path.rglob(f"{other.key}*")}
    assert set(left) == {"work", "rejects", "quarantine"}
    assert not list(tmp_path.rglob(f"*{part.key}*"))


def test_what_a_run_has_used_meanwhile_stays(tmp_path):
    part = make_part(tmp_path, "part")
    chosen = find_unused(tmp_path, kept=[], days=30)
    finish_part(tmp_path, "stage", inputs=["part"], label="part", compute=None)
    assert remove_unused(tmp_path, chosen, kept=[], days=30) == 0
    assert part.file("data").exists()


def test_nothing_is_deleted_while_a_run_is_at_work(tmp_path):
    make_part(tmp_path, "part")
    chosen = find_unused(tmp_path, kept=[], days=30)
    with using(tmp_path / WORK_LOCK), using(tmp_path / WORK_LOCK), pytest.raises(StorageError, match="at work"):
        remove_unused(tmp_path, chosen, kept=[], days=30)
    assert len(find_unused(tmp_path, kept=[], days=30)) == 1
    with clearing(tmp_path / WORK_LOCK):
        pass


def test_only_the_last_name_of_a_file_frees_its_bytes(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "own").write_bytes(b"x" * 10)
    (tmp_path / "a" / "shared").write_bytes(b"x" * 300)
    os.link(tmp_path / "a" / "shared", tmp_path / "b" / "shared")
    os.link(tmp_path / "a" / "shared", tmp_path / "c" / "shared")
    a, b, c = (tmp_path / name for name in ("a", "b", "c"))
    assert freed_bytes([a]) == (10, 300)
    assert freed_bytes([a, b]) == (10, 300)
    assert freed_bytes([a, b, c]) == (310, 0)
    assert freed_bytes([a / "own"]) == (10, 0)
    assert freed_bytes([]) == (0, 0)
