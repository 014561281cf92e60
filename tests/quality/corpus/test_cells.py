import json
from collections import defaultdict
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import make_config
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import make_row

from pipelines.quality.corpus import cells
from pipelines.quality.corpus.cells import CELLS_FILE, add_cells, describe_cells, place_pairs, sum_cells, write_cells
from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.suites.checks import load_suite
from pipelines.quality.suites.run import run_suite
from schemas import KINDS, PAIRS

# The columns of one check of each kind: always judged, sometimes null, a range.
CHECKS = {"names_kept": [True, False, None], "rate_reached": [0.0, 1.0], "edits_change": [True, False]}
MONTHS = [
    None,
    datetime(2021, 5, 31, 23, tzinfo=UTC),
    datetime(2021, 6, 1, tzinfo=UTC),
    datetime(1999, 12, 1, tzinfo=UTC),
]
some_pair = st.fixed_dictionaries(
    {
        "profile": st.sampled_from(["autoblog", "light"]),
        "source": st.sampled_from([None, "", "gazette", "herald"]),
        "published_at": st.sampled_from(MONTHS),
        "n_words": st.integers(0, 50),
        "n_swapped_words": st.integers(0, 9),
        "asked_rate": st.sampled_from([0.25, 0.5]),
        "swap_rate": st.sampled_from([0.0, 0.25, 0.75]),
        "kinds": st.lists(st.sampled_from(KINDS), max_size=3),
        "accepted": st.booleans(),
        **{name: st.sampled_from(values) for name, values in CHECKS.items()},
    }
)


@pytest.fixture(scope="module")
def suites(tmp_path_factory):
    config = make_config(tmp_path_factory.mktemp("corpora"))
    return {name: load_suite(name, config) for name in ("pairs", "corpus")}


def make_findings(rows):
    plain = pa.table({name: [row[name] for row in rows] for name in ("source", "published_at")})
    plain = plain.cast(pa.schema([PAIRS.field("source"), PAIRS.field("published_at")]))
    edit = make_row("new", {"new": "fresh"})["edits"][0]
    edits = [[edit | {"kind": kind} for kind in row["kinds"]] for row in rows]
    placed = place_pairs(
        view_edits(plain.append_column(PAIRS.field("edits"), pa.array(edits, PAIRS.field("edits").type)))
    )
    names = ("profile", "n_words", "n_swapped_words", "asked_rate", "swap_rate")
    types = (pa.string(), pa.int32(), pa.int64(), pa.float32(), pa.float32())
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in zip(names, types, strict=True)}
    kinds = {"names_kept": pa.bool_(), "rate_reached": pa.float64(), "edits_change": pa.bool_()}
    columns |= {name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()}
    ids = pa.array([str(i) for i in range(len(rows))], pa.string())
    return pa.table({"pair_id": ids} | columns | placed)


def sum_part(rows, checks, path):
    findings = make_findings(rows)
    outcomes = run_suite(checks, findings, id_column="pair_id")
    table = sum_cells(findings, outcomes, np.array([row["accepted"] for row in rows], bool))
    pq.write_table(table, path)


def slow_sums(rows):
    found = defaultdict(lambda: defaultdict(float))
    for row in rows:
        month = row["published_at"] and row["published_at"].strftime("%Y-%m")
        cell = found[row["profile"], row["source"], month]
        cell["pairs"] += 1
        cell["quarantined"] += not row["accepted"]
        for name in CHECKS:
            cell[f"judged {name}"] += row[name] is not None
        cell["broken names_kept"] += row["names_kept"] is False
        cell["broken edits_change"] += row["edits_change"] is False
        cell["broken rate_reached"] += row["rate_reached"] < 0.25
        if row["accepted"]:
            cell["accepted"] += 1
            for name in ("n_words", "n_swapped_words", "asked_rate", "swap_rate"):
                cell[name] += row[name]
            cell["rate_error"] += abs(row["swap_rate"] - row["asked_rate"])
            for kind in row["kinds"]:
                cell[f"{kind}_edits"] += 1
    return {key: {name: number for name, number in cell.items() if number} for key, cell in found.items()}


def read_back(described):
    """The cells of a description by their names, without columns that are 0."""
    columns = described["cells"]
    names = [
        [*described["profiles"]],
        [*described["sources"], "others"],
        [*described["months"], "earlier"],
    ]
    found = {}
    for row in range(len(columns["pairs"])):
        key = tuple(names[i][columns[name][row]] for i, name in enumerate(cells.KEYS))
        assert key not in found
        found[key] = {name: column[row] for name, column in columns.items() if name not in cells.KEYS and column[row]}
    return found


@settings(max_examples=40, deadline=None)
@given(parts=st.lists(st.lists(some_pair, max_size=8), min_size=1, max_size=3))
def test_cells_agree_with_a_slow_count(parts, suites, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    checks = [check for check in suites["pairs"] if check.name in CHECKS]
    paths = [folder / f"{number}.parquet" for number in range(len(parts))]
    for rows, path in zip(parts, paths, strict=True):
        sum_part(rows, checks, path)
    described = describe_cells(add_cells(paths), suites | {"pairs": checks})
    write_cells(folder / CELLS_FILE, described)
    assert json.loads((folder / CELLS_FILE).read_text()) == described
    told = {each["check"] for each in described["checks"]} - {"quarantine_share", "rate_error"}
    expected = slow_sums([row for rows in parts for row in rows])
    left_out = {f"{what} {name}" for what in ("judged", "broken") for name in CHECKS if name not in told}
    for cell in expected.values():
        for name in left_out & cell.keys():
            assert not name.startswith("broken")  # a critical check that every pair keeps
            del cell[name]
    assert read_back(described) == expected


def test_the_largest_sources_and_latest_months_are_kept_and_the_others_summed(suites, tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "N_SOURCES", 1)
    monkeypatch.setattr(cells, "N_MONTHS", 1)
    common = {"profile": "light", "n_words": 9, "n_swapped_words": 1, "asked_rate": 0.5, "swap_rate": 0.25, "kinds": []}
    common |= {"accepted": True, "names_kept": True, "rate_reached": 1.0, "edits_change": True}
    places = [("herald", 2), ("herald", 1), ("gazette", 1), ("echo", None), (None, 3), ("herald", 2)]
    rows = [common | {"source": source, "published_at": MONTHS[month] if month else None} for source, month in places]
    sum_part(rows, [], tmp_path / "part.parquet")
    described = describe_cells(add_cells([tmp_path / "part.parquet"]), suites | {"pairs": []})
    assert (described["sources"], described["n_other_sources"]) == (["herald", None], 2)
    assert (described["months"], described["n_other_months"]) == (["2021-06", None], 2)
    assert {key: cell["pairs"] for key, cell in read_back(described).items()} == {
        ("light", "herald", "2021-06"): 2,
        ("light", "herald", "earlier"): 1,
        ("light", "others", "earlier"): 1,
        ("light", "others", None): 1,
        ("light", None, "earlier"): 1,
    }
    assert [each["check"] for each in described["checks"]] == ["quarantine_share", "rate_error"]
    assert [each["max"] for each in described["checks"]] == [0.01, 0.02]


def test_equal_corpora_in_other_parts_give_the_same_cells(suites, tmp_path):
    row = {
        "profile": "light",
        "n_words": 9,
        "n_swapped_words": 1,
        "asked_rate": 0.5,
        "swap_rate": 0.25,
        "kinds": ["word"],
    }
    row |= {"accepted": True, "names_kept": True, "rate_reached": 1.0, "edits_change": True, "published_at": None}
    rows = [row | {"source": source} for source in ("a", "b", "c", "a")]
    described = []
    for number, parts in enumerate([[rows], [rows[2:], rows[:2]]]):
        paths = [tmp_path / f"{number}-{i}.parquet" for i in range(len(parts))]
        for part, path in zip(parts, paths, strict=True):
            sum_part(part, [], path)
        described.append(describe_cells(add_cells(paths), suites | {"pairs": []}))
    assert described[0] == described[1]
