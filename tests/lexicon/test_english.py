"""The committed file keeps the contract of schemas.LEXICON and its own promises."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pytest

from pipelines.config import CONFIGS
from pipelines.lexicon.graph import holds_any
from pipelines.lexicon.sources import read_list
from pipelines.lexicon.tabulate import MAX_CANDIDATES, fingerprint
from schemas import LEXICON

FOLDER = CONFIGS / "lexicons"
PATH = FOLDER / "english.arrow"


@pytest.fixture(scope="module")
def table():
    return pa.ipc.open_file(PATH).read_all().combine_chunks()


@pytest.fixture(scope="module")
def units(table):
    return table["unit"].chunk(0).dictionary


@pytest.fixture(scope="module")
def candidates(table):
    return table["candidate"].chunk(0).dictionary


def test_the_schema_is_the_contract(table):
    assert table.schema.equals(LEXICON)
    assert all(column.null_count == 0 for column in table.columns)


def test_rows_are_sorted(table, units):
    assert units.cast(pa.binary()).equals(units.cast(pa.binary()).sort())
    unit = table["unit"].chunk(0).indices.to_numpy()
    weight = table["weight"].to_numpy().astype(np.int64)
    assert (np.diff(unit) >= 0).all()
    assert ((np.diff(weight) <= 0) | (np.diff(unit) > 0)).all()
    assert unit[0] == 0
    assert unit[-1] == len(units) - 1


def test_numbers_are_in_their_ranges(table):
    assert table["weight"].to_numpy().min() >= 1
    propensity = table["propensity"].to_numpy()
    assert propensity.min() > 0
    assert propensity.max() <= 1
    same_unit = np.diff(table["unit"].chunk(0).indices.to_numpy()) == 0
    assert (np.diff(propensity)[same_unit] == 0).all()


def test_no_unit_has_too_many_candidates_one_twice_or_itself(table, units, candidates):
    unit = table["unit"].chunk(0).indices.to_numpy().astype(np.int64)
    candidate = table["candidate"].chunk(0).indices.to_numpy()
    assert np.bincount(unit).max() <= MAX_CANDIDATES
    assert (np.diff(np.sort(unit * len(candidates) + candidate)) > 0).all()
    own = pc.fill_null(pc.index_in(units, value_set=candidates), -1).to_numpy()
    assert not (own[unit] == candidate).any()


def test_texts_are_lower_case_words_with_single_spaces(units, candidates):
    assert pc.all(pc.match_substring_regex(units, "^[a-z]+( [a-z]+){0,2}$")).as_py()
    assert pc.all(pc.match_substring_regex(candidates, "^[a-z]+(-[a-z]+)?( [a-z]+){0,2}$")).as_py()


def test_kind_says_whether_a_unit_is_a_phrase(table, units):
    unit = table["unit"].chunk(0).indices.to_numpy()
    is_phrase = pc.match_substring(units, " ").to_numpy(zero_copy_only=False)[unit]
    assert pc.equal(table["kind"].cast(pa.string()), "phrase").to_numpy().tolist() == is_phrase.tolist()


def test_denied_entries_never_appear(units, candidates):
    denied = read_list(FOLDER / "denied.txt")
    assert len(denied) > 400
    assert not holds_any(units, denied).any()
    assert not holds_any(candidates, denied).any()


def test_function_words_are_neither_units_nor_candidates(units, candidates):
    empty = read_list(FOLDER / "function_words.txt")
    assert {"the", "of", "and", "to", "he", "it", "is"} < set(empty.to_pylist())
    assert not pc.any(pc.is_in(units, value_set=empty)).as_py()
    assert not pc.any(pc.is_in(candidates, value_set=empty)).as_py()


def test_the_fingerprint_names_the_rows(table):
    assert table.schema.metadata[b"fingerprint"].decode() == fingerprint(table)
    assert b"Moby" in table.schema.metadata[b"notice"]


def test_the_file_is_small():
    assert 2e6 < PATH.stat().st_size < 6e6


@pytest.mark.parametrize(
    ("unit", "candidate"),
    [("running", "operating"), ("countries", "lands"), ("said", "stated"), ("prime minister", "premier")],
)
def test_plausible_swaps_are_offered(table, unit, candidate):
    rows = table.filter((pc.field("unit") == unit) & (pc.field("candidate") == candidate))
    assert rows.num_rows == 1
