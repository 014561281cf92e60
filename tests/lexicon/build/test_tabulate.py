from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.ipc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.build.tabulate import (
    MAX_CANDIDATES,
    MAX_OF_RARE,
    MAX_WEIGHT,
    STEPS,
    Entries,
    best_candidates,
    fingerprint,
    tabulate,
    write_lexicon,
)
from schemas import KINDS, LEXICON, ORIGINS

MOBY, NEAR, SPINBOT = (ORIGINS.index(name) for name in ("moby", "near", "spinbot"))


def origins_of(*rows):
    return np.array([[bit in row for bit in range(len(ORIGINS))] for row in rows])


ENTRIES = Entries(
    forms=pa.array(["zoo", "étage", "big", "large", "at once"]),
    zipf=np.array([4.0, 13.7, 5.55, 3.05, -np.inf]),
    propensity=np.linspace(0.1, 0.5, 5, dtype=np.float32),
    unit=np.array([4, 2, 2, 4]),
    candidate=np.array([0, 3, 1, 2]),
    score=np.log([0.1, 0.4, 0.4, 0.2]),
    origins=origins_of([MOBY], [MOBY, SPINBOT], [NEAR], [MOBY, NEAR]),
    kind=np.array([KINDS.index(kind) for kind in ("phrase", "homograph", "word", "number")]),
    agrees=np.array([True, False, True, False]),
)


def small_table(**changes):
    return tabulate(replace(ENTRIES, **changes), "Ours.")


def test_rows_are_sorted_by_unit_then_weight_then_candidate():
    rows = small_table().to_pylist()
    assert [(row["unit"], row["candidate"], row["weight"]) for row in rows] == [
        ("at once", "big", MAX_WEIGHT),
        ("at once", "zoo", MAX_WEIGHT // 2),
        ("big", "large", MAX_WEIGHT),
        ("big", "étage", MAX_WEIGHT),
    ]
    assert [round(row["propensity"], 3) for row in rows] == [0.5, 0.5, 0.3, 0.3]


def test_all_columns_of_a_row_stay_together():
    rows = {(row["unit"], row["candidate"]): row for row in small_table().to_pylist()}
    found = {pair: tuple(row[name] for name in ("kind", "origin", "origins", "agrees")) for pair, row in rows.items()}
    assert found == {
        ("at once", "zoo"): ("phrase", "moby", 1 << MOBY, True),
        ("big", "large"): ("homograph", "spinbot", 1 << MOBY | 1 << SPINBOT, False),
        ("big", "étage"): ("word", "near", 1 << NEAR, True),
        ("at once", "big"): ("number", "moby", 1 << MOBY | 1 << NEAR, False),
    }


def test_zipf_is_the_candidates_frequency_in_twentieths_and_fits_a_byte():
    zipf = {row["candidate"]: row["zipf"] for row in small_table().to_pylist()}
    assert zipf == {"zoo": 80, "large": 61, "étage": 255, "big": 111}
    swapped = small_table(unit=ENTRIES.candidate, candidate=ENTRIES.unit)
    assert {row["candidate"]: row["zipf"] for row in swapped.to_pylist()} == {"at once": 0, "big": 111}


def test_the_table_has_the_schema_and_the_metadata_its_fingerprint():
    table = small_table()
    assert table.schema.equals(LEXICON)
    assert table.schema.metadata[b"notice"] == b"Ours."
    assert table.schema.metadata == small_table().schema.metadata


CHANGES = {
    "forms": pa.array(["zoo", "étage", "big", "larger", "at once"]),
    "zipf": ENTRIES.zipf + 0.05,
    "propensity": ENTRIES.propensity / 2,
    "score": np.log([0.1, 0.4, 0.3, 0.2]),
    "origins": origins_of([MOBY], [MOBY], [NEAR], [MOBY, NEAR]),
    "kind": ENTRIES.kind[::-1],
    "agrees": ~ENTRIES.agrees,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_in_any_column_changes_the_fingerprint(name):
    assert fingerprint(small_table(**{name: CHANGES[name]})) != fingerprint(small_table())


def test_the_fingerprint_does_not_depend_on_the_encoding():
    table = small_table()
    rows = pa.Table.from_pylist(table.to_pylist(), schema=LEXICON)
    in_pieces = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    assert fingerprint(rows) == fingerprint(in_pieces) == table.schema.metadata[b"fingerprint"].decode()


def slow_best(unit, candidate, score, most):
    """Return (row, weight) of the kept rows, one unit at a time."""
    kept = []
    for one in sorted(set(unit)):
        rows = sorted((i for i in range(len(unit)) if unit[i] == one), key=lambda i: (-score[i], candidate[i]))
        best = score[rows[0]]
        steps = {i: round((score[i] - best) / float(np.log(2)) * STEPS) for i in rows}
        weights = {i: max(1, int(MAX_WEIGHT * 2.0 ** (steps[i] / STEPS))) for i in rows}
        kept += sorted(((i, weights[i]) for i in rows[: most[one]]), key=lambda pair: (-pair[1], candidate[pair[0]]))
    return kept


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 9)), st.floats(-15, 5) | st.integers(-3, 0), min_size=1, max_size=25
    ),
    st.lists(st.integers(1, 6), min_size=4, max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_best_candidates_agree_with_a_slow_reference(pairs, most, random):
    rows = list(pairs.items())
    random.shuffle(rows)
    unit, candidate = (np.array([pair[i] for pair, _ in rows]) for i in (0, 1))
    score = np.array([float(score) for _, score in rows])
    found = best_candidates(unit, candidate, score, np.array(most))
    expected = slow_best(unit.tolist(), candidate.tolist(), score.tolist(), most)
    assert [tuple(pair) for pair in np.transpose(found).tolist()] == expected


@pytest.mark.parametrize(("zipf", "kept"), [(3.5, MAX_CANDIDATES), (3.49, MAX_OF_RARE), (-np.inf, MAX_OF_RARE)])
def test_units_keep_only_their_best_candidates_and_rare_units_fewer(zipf, kept):
    n_rows = MAX_CANDIDATES + 20
    table = tabulate(
        Entries(
            forms=pa.array([f"form {i:03}" for i in range(n_rows + 1)]),
            zipf=np.full(n_rows + 1, zipf),
            propensity=np.ones(n_rows + 1, np.float32),
            unit=np.zeros(n_rows, np.int64),
            candidate=np.arange(n_rows) + 1,
            score=np.arange(n_rows) * 0.5,
            origins=origins_of(*[[MOBY]] * n_rows),
            kind=np.zeros(n_rows, np.int64),
            agrees=np.ones(n_rows, bool),
        ),
        "",
    )
    assert sorted(table["candidate"].to_pylist()) == [f"form {n_rows - i:03}" for i in reversed(range(kept))]
    assert table["weight"][0].as_py() == MAX_WEIGHT
    assert table["weight"][-1].as_py() == 1


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_lexicon(small_table(), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert pa.ipc.open_file(tmp_path / "one").read_all().equals(small_table())
