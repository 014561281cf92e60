import numpy as np
import pyarrow as pa
import pyarrow.ipc
import pytest

from pipelines.lexicon.tabulate import MAX_CANDIDATES, MAX_WEIGHT, MIN_WEIGHT, best_candidates, tabulate, write_lexicon
from schemas import LEXICON

FORMS = pa.array(["zoo", "étage", "big", "large", "at once"])


def small_table(weight=(0.1, 0.4, 0.4, 0.2)):
    propensity = np.linspace(0.1, 0.5, 5, dtype=np.float32)
    unit, candidate = np.array([4, 2, 2, 4]), np.array([0, 3, 1, 2])
    return tabulate(FORMS, propensity, unit, candidate, np.array(weight), source="hand", notice="Ours.")


def test_rows_are_sorted_by_unit_then_weight_then_candidate():
    rows = small_table().to_pylist()
    assert [(row["unit"], row["candidate"], row["weight"], row["kind"]) for row in rows] == [
        ("at once", "big", MAX_WEIGHT, "phrase"),
        ("at once", "zoo", MAX_WEIGHT // 2, "phrase"),
        ("big", "large", MAX_WEIGHT, "word"),
        ("big", "étage", MAX_WEIGHT, "word"),
    ]
    assert [round(row["propensity"], 3) for row in rows] == [0.5, 0.5, 0.3, 0.3]
    assert {row["source"] for row in rows} == {"hand"}


def test_the_schema_is_the_contract_and_the_metadata_name_the_content():
    table = small_table()
    assert table.schema.equals(LEXICON)
    assert table.schema.metadata[b"notice"] == b"Ours."
    assert table.schema.metadata == small_table().schema.metadata
    assert table.schema.metadata != small_table(weight=(0.1, 0.4, 0.3, 0.2)).schema.metadata


def test_units_keep_their_best_candidates_only():
    weight = 1.0 + np.arange(60)
    _, candidate, whole = best_candidates(np.zeros(60, np.int64), np.arange(60), weight)
    assert candidate.tolist() == sorted(range(60 - MAX_CANDIDATES, 60), key=lambda c: (-whole[59 - c], c))
    assert whole[0] == MAX_WEIGHT


@pytest.mark.parametrize(("weight", "kept"), [(1.0, 2), (1 / 300, 2), (1 / 400, 1)])
def test_a_candidate_that_is_hardly_ever_chosen_goes(weight, kept):
    _, _, whole = best_candidates(np.zeros(2, np.int64), np.arange(2), np.array([1.0, weight]))
    assert len(whole) == kept
    assert whole.min() >= MIN_WEIGHT


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_lexicon(small_table(), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert pa.ipc.open_file(tmp_path / "one").read_all().equals(small_table())
