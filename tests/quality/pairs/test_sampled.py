import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pairs import NEWS, make_pairs

from pipelines.quality.pairs.sampled import SAMPLE, check_sample, compare_meaning, detect_language, update_sample

GERMAN = "Der Stadtrat wird am Montag über die neue Brücke abstimmen, die über den Fluss führen soll."


def rows_of(n):
    return make_pairs([f"{NEWS[i % 4]} Part {i}." for i in range(n)])


@pytest.mark.parametrize("size", [0, 1, 5, 40])
@pytest.mark.parametrize("step", [1, 7, 30])
def test_a_sample_has_the_smallest_ids_in_any_order(size, step):
    pairs = rows_of(30)
    sample = SAMPLE.empty_table()
    for start in reversed(range(0, 30, step)):
        sample = update_sample(sample, pairs.slice(start, step), size)
    assert sample["pair_id"].to_pylist() == sorted(pairs["pair_id"].to_pylist())[:size]
    spun = dict(zip(pairs["pair_id"].to_pylist(), pairs["spun"].to_pylist(), strict=True))
    assert sample["spun"].to_pylist() == [spun[name] for name in sample["pair_id"].to_pylist()]


def test_a_sample_skips_rows_without_id():
    pairs = rows_of(4).to_pylist()
    pairs[1]["pair_id"] = None
    sample = update_sample(SAMPLE.empty_table(), pa.Table.from_pylist(pairs, schema=rows_of(1).schema), 3)
    assert len(sample) == 3
    assert None not in sample["pair_id"].to_pylist()


def measure_gain(clean, spun):
    return pc.subtract(pc.utf8_length(spun), pc.utf8_length(clean)).cast(pa.float64())


def check(pairs, languages, similarities):
    sample = update_sample(SAMPLE.empty_table(), pairs, max(languages, similarities))
    checks = [detect_language(languages, expected="en"), compare_meaning(similarities, measure=measure_gain)]
    return check_sample(pairs.select(["pair_id"]), sample, checks)


def test_check_sample_measures_the_sample_and_no_other_row():
    pairs = rows_of(8)
    order = sorted(range(8), key=lambda row: pairs["pair_id"][row].as_py())
    found = check(pairs, 5, 3)
    for column, size in (("language_detected", 5), ("similarity", 3)):
        judged = [row for row, value in enumerate(found[column].to_pylist()) if value is not None]
        assert sorted(judged) == sorted(order[:size]), column
    gain = [len(row["spun"]) - len(row["clean"]) for row in pairs.to_pylist()]
    assert [found["similarity"][row].as_py() for row in order[:3]] == [gain[row] for row in order[:3]]


def test_check_sample_detects_another_language():
    rows = rows_of(2).to_pylist()
    rows[1]["spun"] = GERMAN
    found = check(pa.Table.from_pylist(rows, schema=rows_of(1).schema), 2, 0)
    assert found["language_detected"].to_pylist() == ["en", "de"]
    assert found["similarity"].to_pylist() == [None, None]


def test_check_sample_of_an_empty_sample_is_null():
    found = check(rows_of(2), 0, 0)
    assert found["language_detected"].null_count == found["similarity"].null_count == 2
