import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pairs import NEWS, make_pairs

from pipelines.quality.pairs.closer import Sample, look_closer

GERMAN = "Der Stadtrat wird am Montag über die neue Brücke abstimmen, die über den Fluss führen soll."


def rows_of(n):
    return make_pairs([f"{NEWS[i % 4]} Part {i}." for i in range(n)])


@pytest.mark.parametrize("size", [0, 1, 5, 40])
@pytest.mark.parametrize("step", [1, 7, 30])
def test_a_sample_is_the_least_ids_in_any_order(size, step):
    pairs = rows_of(30)
    sample = Sample(size)
    for start in reversed(range(0, 30, step)):
        sample.add(pairs.slice(start, step))
    assert sample.pairs["pair_id"].to_pylist() == sorted(pairs["pair_id"].to_pylist())[:size]
    spun = dict(zip(pairs["pair_id"].to_pylist(), pairs["spun"].to_pylist(), strict=True))
    assert sample.pairs["spun"].to_pylist() == [spun[name] for name in sample.pairs["pair_id"].to_pylist()]


def test_a_sample_passes_over_rows_without_id():
    sample = Sample(3)
    pairs = rows_of(4).to_pylist()
    pairs[1]["pair_id"] = None
    sample.add(pa.Table.from_pylist(pairs, schema=rows_of(1).schema))
    assert None not in sample.pairs["pair_id"].to_pylist()


def look(pairs, languages, similarities):
    sample = Sample(max(languages, similarities))
    sample.add(pairs)
    return look_closer(
        pairs.select(["pair_id"]),
        sample,
        languages=languages,
        similarities=similarities,
        expected="en",
        similarity=lambda clean, spun: pc.subtract(pc.utf8_length(spun), pc.utf8_length(clean)).cast(pa.float64()),
    )


def test_look_closer_measures_the_sample_and_no_other_row():
    pairs = rows_of(8)
    order = sorted(range(8), key=lambda row: pairs["pair_id"][row].as_py())
    found = look(pairs, 5, 3)
    for column, size in (("language_detected", 5), ("similarity", 3)):
        judged = [row for row, value in enumerate(found[column].to_pylist()) if value is not None]
        assert sorted(judged) == sorted(order[:size]), column
    gain = [len(row["spun"]) - len(row["clean"]) for row in pairs.to_pylist()]
    assert [found["similarity"][row].as_py() for row in order[:3]] == [gain[row] for row in order[:3]]


def test_look_closer_detects_another_language():
    rows = rows_of(2).to_pylist()
    rows[1]["spun"] = GERMAN
    found = look(pa.Table.from_pylist(rows, schema=rows_of(1).schema), 2, 0)
    assert found["language_detected"].to_pylist() == ["en", "de"]
    assert found["similarity"].to_pylist() == [None, None]


def test_look_closer_at_nothing_gives_nothing():
    found = look(rows_of(2), 0, 0)
    assert found["language_detected"].null_count == found["similarity"].null_count == 2
