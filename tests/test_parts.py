import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import ValidationFailed
from pipelines.parts import WORK_LOCK, Part, check_rejects, finish_part

SCHEMA = pa.schema([pa.field("n", pa.int64(), nullable=False)])


def make(folder, inputs, calls, *, fail=False):
    def compute(writer):
        calls.append(inputs)
        writer.write("numbers", pa.table({"n": [1, 2, 3]}, schema=SCHEMA), SCHEMA)
        writer.reject(pa.array(["odd", "even"]), place=pa.array(["line 1", "line 2"]), detail="no")
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
    assert part.rejected == {"even": 1, "odd": 1}
    rejects = pq.read_table(part.rejects_file).to_pylist()
    assert [(row["stage"], row["reason"], row["place"]) for row in rejects] == [
        ("make_numbers", "odd", "line 1"),
        ("make_numbers", "even", "line 2"),
    ]
    assert Part.from_json(part.to_json()) == part


def test_a_part_that_failed_leaves_nothing_and_is_computed_again(tmp_path):
    calls = []
    with pytest.raises(RuntimeError):
        make(tmp_path, 1, calls, fail=True)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [WORK_LOCK]
    assert not make(tmp_path, 1, calls).reused


def part_of(kept, **rejected):
    return Part("ingest_articles", "key", "part 0", "", {"articles": kept}, rejected)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_rejects_within_the_share_pass(share):
    check_rejects([part_of(5, too_short=3), part_of(5, too_short=4)], max_share=share, setting="a.b")


def test_too_many_rejects_fail_and_say_which():
    with pytest.raises(ValidationFailed) as error:
        check_rejects([part_of(5, too_short=3), part_of(1, wrong_language=6)], max_share=0.5, setting="a.b")
    assert "9 of 15 rows (60%)" in str(error.value)
    assert "a.b=0.5" in str(error.value)
    assert "wrong_language 6, too_short 3" in str(error.value)


def test_no_rows_at_all_fail():
    with pytest.raises(ValidationFailed, match="found none"):
        check_rejects([part_of(0)], max_share=0.5, setting="a.b")


def test_rejecting_every_row_fails_whatever_the_setting_allows():
    with pytest.raises(ValidationFailed, match=r"rejected 4 of 4 rows \(100%\), so none is left: too_short 4"):
        check_rejects([part_of(0, too_short=4)], max_share=1, setting="a.b")
