from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from memory_store import use_memory

from pipelines.parts.finish import RECEIPT, WORK_LOCK, check_parts, clear_suspicion, finish_part
from pipelines.parts.part import Part
from pipelines.storage.files import list_files
from pipelines.storage.looking import NotFinishedError, only_finished
from pipelines.storage.places import open_place
from pipelines.storage.receipts import DamagedError

SCHEMA = pa.schema([pa.field("n", pa.int64(), nullable=False)])


def make(folder, inputs, calls, *, fail=False):
    def compute(writer):
        calls.append(inputs)
        writer.write("numbers", pa.table({"n": [1, 2, 3]}, schema=SCHEMA), SCHEMA)
        writer.reject(pa.array(["too_short", "markup"]), place=pa.array(["line 1", "line 2"]), detail="no")
        writer.statistics["n"] = 3
        if fail:
            raise RuntimeError

    return finish_part(folder, "make_numbers", inputs=inputs, label="part 0", compute=compute)


def test_a_finished_part_is_never_computed_again(tmp_path):
    calls = []
    first, again = make(tmp_path, {"a": 1}, calls), make(tmp_path, {"a": 1}, calls)
    assert len(calls) == 1
    assert (first.reused, again.reused) == (False, True)
    assert (first.key, first.files, first.rows) == (again.key, again.files, again.rows)
    assert make(tmp_path, {"a": 2}, calls).key != first.key
    assert len(calls) == 2


def test_a_part_counts_what_it_kept_and_why_it_rejected(tmp_path):
    part = make(tmp_path, 1, [])
    assert part.rows == {"numbers": 3}
    assert part.rejected == {"markup": 1, "too_short": 1}
    rejects = pq.read_table(part.rejects_file).to_pylist()
    assert [(row["stage"], row["reason"], row["place"]) for row in rejects] == [
        ("make_numbers", "too_short", "line 1"),
        ("make_numbers", "markup", "line 2"),
    ]
    assert Part.from_json(part.to_json()) == part


def test_a_reason_that_the_docs_do_not_list_is_refused(tmp_path):
    def compute(writer):
        writer.reject("odd", place=pa.array(["line 1"]))

    with pytest.raises(ValueError, match=r"expected a reason of schemas\.REASONS, got 'odd': add it there"):
        finish_part(tmp_path, "make_numbers", inputs={}, label="part 0", compute=compute)


def test_a_part_that_failed_leaves_nothing_and_is_computed_again(tmp_path):
    calls = []
    with pytest.raises(RuntimeError):
        make(tmp_path, 1, calls, fail=True)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [WORK_LOCK]
    assert not make(tmp_path, 1, calls).reused


def spoil(path, change):
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)


def flip(content):
    content[len(content) // 2] ^= 16


DAMAGE = {
    "truncated": lambda part: spoil(part.path("numbers"), lambda content: content.clear()),
    "lost": lambda part: part.path("numbers").unlink(),
    "rejects lost": lambda part: Path(part.rejects_file).unlink(),
    "receipt flipped": lambda part: spoil(part.file(RECEIPT), flip),
    "receipt empty": lambda part: part.file(RECEIPT).write_bytes(b""),
    "receipt lost": lambda part: part.file(RECEIPT).unlink(),
    "receipt of an earlier version": lambda part: part.file(RECEIPT).write_text('{"rows": {}, "label": ""}'),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_part_is_computed_again_and_said(tmp_path, caplog, kind):
    calls = []
    part = make(tmp_path, 1, calls)
    before = {path: path.read_bytes() for path in part.files.values()}
    DAMAGE[kind](part)
    again = make(tmp_path, 1, calls)
    assert (len(calls), again.reused) == (2, False)
    assert "computing it again" in caplog.text
    assert {path: path.read_bytes() for path in again.files.values()} == before
    assert Path(again.rejects_file).is_file()
    assert make(tmp_path, 1, calls).reused


def test_a_flipped_bit_is_found_by_whoever_reads_the_part_and_then_computed_again(tmp_path):
    calls = []
    part = make(tmp_path, 1, calls)
    check_parts([part])
    spoil(part.path("numbers"), flip)
    assert make(tmp_path, 1, calls).reused, "reuse compares sizes"
    with pytest.raises(
        DamagedError, match=r"numbers\.parquet as it was written.*make_numbers of part 0 is computed again"
    ):
        make_from(tmp_path, part)
    assert not make(tmp_path, 1, calls).reused
    make_from(tmp_path, part)


def test_after_damage_reuse_compares_checksums_until_a_release_is_published(tmp_path):
    parts = [make(tmp_path, number, []) for number in (1, 2)]
    for part in parts:
        spoil(part.path("numbers"), flip)
    with pytest.raises(DamagedError):
        check_parts(parts)
    assert not make(tmp_path, 2, []).reused
    clear_suspicion(tmp_path)
    spoil(parts[1].path("numbers"), flip)
    assert make(tmp_path, 2, []).reused


def test_nothing_is_deleted_while_parts_are_only_looked_for(tmp_path):
    part = make(tmp_path, 1, [])
    spoil(part.path("numbers"), lambda content: content.clear())
    with only_finished(), pytest.raises(NotFinishedError):
        make(tmp_path, 1, [])
    with only_finished():
        check_parts([part])
        with pytest.raises(NotFinishedError):
            check_parts([part], always=True)
    assert part.path("numbers").exists()


def make_from(folder, part):
    def compute(writer):
        writer.write("numbers", pq.read_table(part.path("numbers")), SCHEMA)

    return finish_part(folder, "copy_numbers", inputs=[part.key], label="part 0", compute=compute, reads=[part])


def test_a_damaged_part_leaves_its_rejected_rows_to_the_next_attempt(monkeypatch):
    """In an object store all attempts share that file: a late deletion would take that of a finished part."""
    use_memory(monkeypatch)
    folder = open_place("s3://memory/corpora/news")
    part = make(folder, 1, [])
    rejects = str(Path(*Path(part.rejects_file).parts[-3:]))
    (part.place / "numbers.parquet").unlink()
    with pytest.raises(DamagedError):
        check_parts([part], "stored")
    assert rejects in list_files(folder)
    assert not any(name.endswith(RECEIPT) for name in list_files(folder))
    assert make(folder, 1, []).rejected == part.rejected
