"""The reversed lexicon against a loop over its rows, and candidates as columns of edits."""

import pickle
from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from cli.commands import SAME
from datasets import Dataset
from hypothesis import given
from hypothesis import strategies as st
from training.drawn_pairs import make_table

import spindle
from pipelines.errors import ConfigError
from pipelines.training import candidates
from pipelines.training.candidates import list_candidates, reverse_lexicon
from pipelines.training.restoration import make_restoration
from schemas import LEXICON

WORDS = ["old", "aged", "dated", "stale", "worn out", "new"]
lexicons = st.dictionaries(
    st.sampled_from(WORDS),
    st.dictionaries(st.sampled_from(WORDS), st.tuples(st.integers(1, 99), st.integers(0, 160)), min_size=1),
    min_size=1,
).map(lambda units: {unit: {text: row for text, row in rows.items() if text != unit} for unit, rows in units.items()})


def make_lexicon(units, propensity=None):
    """A table of schemas.LEXICON: unit -> candidate -> (weight, zipf)."""
    zipf = {text: zipf for rows in units.values() for text, (_, zipf) in rows.items()}
    rows = [
        {**SAME, "unit": unit, "candidate": text, "weight": weight, "zipf": zipf[text]}
        | {"propensity": (propensity or {}).get(unit, 1.0)}
        for unit, rows in sorted(units.items())
        for text, (weight, _) in sorted(rows.items(), key=lambda item: -item[1][0])
    ]
    return pa.Table.from_pylist(rows, schema=LEXICON), zipf


def reversing(monkeypatch, table):
    monkeypatch.setattr(candidates, "read_lexicon", lambda _: table)
    reverse_lexicon.cache_clear()
    return reverse_lexicon()


@pytest.fixture(autouse=True)
def _no_lexicon_of_another_test():
    yield
    reverse_lexicon.cache_clear()


def _slow_zipf(unit, zipf):
    return zipf.get(unit, candidates.RARE) - (candidates.PHRASE if " " in unit else 0)


def slow_scores(units, zipf):
    """replacement -> its units, with minus their scores."""
    found = defaultdict(dict)
    for unit, rows in units.items():
        total = sum(weight for weight, _ in rows.values())
        for text, (weight, _) in rows.items():
            found[text][unit] = -weight / total * 10 ** (_slow_zipf(unit, zipf) / 20)
    return found


@given(lexicons, st.lists(st.sampled_from([*WORDS, "unknown"]), max_size=6), st.integers(1, 3))
def test_candidates_are_the_units_of_a_replacement_best_first(units, asked, n_most):
    table, zipf = make_lexicon(units)
    with pytest.MonkeyPatch.context() as patch:
        lexicon = reversing(patch, table)
    scored = slow_scores(units, zipf)
    edits = pa.array([{"replacement": text, "original": "old"} for text in asked] or [], EDITS)
    found = list_candidates(edits, n_most, lexicon)
    for text, listed, rank in zip(
        asked, found["candidates"].to_pylist(), found["original_rank"].to_pylist(), strict=True
    ):
        scores = scored.get(text, {})
        best = sorted(scores.values())
        assert len(listed) == min(n_most, len(best))
        assert [scores[unit] for unit in listed] == pytest.approx(best[:n_most])
        if "old" not in scores:
            assert rank == -1
        else:
            assert best[rank] == pytest.approx(scores["old"])


EDITS = pa.struct([("replacement", pa.string()), ("original", pa.string())])


@pytest.mark.parametrize(
    ("replacement", "expected"),
    [("aged", ["old", "worn out"]), ("Aged", ["Old", "Worn out"]), ("AGED", ["OLD", "WORN OUT"]), ("none", [])],
)
def test_candidates_have_the_case_of_the_replacement(monkeypatch, replacement, expected):
    table, _ = make_lexicon({"old": {"aged": (1, 0), "stale": (9, 0)}, "worn out": {"aged": (9, 0)}})
    lexicon = reversing(monkeypatch, table)
    edits = pa.array([{"replacement": replacement, "original": "WORN OUT"}], EDITS)
    found = list_candidates(edits, 5, lexicon)
    assert found["candidates"].to_pylist() == [expected]
    assert found["original_rank"].to_pylist() == [1 if expected else -1]


def test_curly_apostrophes_are_those_of_the_lexicon(monkeypatch):
    lexicon = reversing(monkeypatch, make_lexicon({"is not": {"isn't": (1, 40)}})[0])
    assert lexicon.find(pa.array(["Isn\u2019t", "isn't", "isnt"])).tolist() == [0, 0, -1]


def test_a_readier_unit_ranks_higher(monkeypatch):
    units = {"old": {"aged": (1, 0)}, "stale": {"aged": (1, 0)}}
    lexicon = reversing(monkeypatch, make_lexicon(units, {"old": 0.1, "stale": 2.0})[0])
    found = list_candidates(pa.array([{"replacement": "aged", "original": "old"}], EDITS), 5, lexicon)
    assert found["candidates"].to_pylist() == [["stale", "old"]]
    assert found["original_rank"].to_pylist() == [1]


PAIRS = make_table(
    [
        ("The ", [(("car", "automobile"), " is "), (("big", "zzqx"), ".")]),
        ("No edit.", []),
        ("A ", [(("house", "dwelling"), "")]),
    ]
)


def test_the_lexicon_of_the_profiles_knows_the_originals():
    rows = make_restoration(8)(PAIRS).to_pylist()
    (car, big), _, (house,) = (row["edits"] for row in rows)
    assert "car" in car["candidates"]
    assert car["candidates"].index("car") == car["original_rank"]
    assert (big["candidates"], big["original_rank"]) == ([], -1)
    assert "house" in house["candidates"]
    assert all(len(edit["candidates"]) <= 8 for row in rows for edit in row["edits"])


def test_datasets_streams_and_processes_give_the_same_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path))
    rows = Dataset(PAIRS.replace_schema_metadata(None))
    found = spindle.to_restoration(rows, candidates=3)
    assert list(found) == list(spindle.to_restoration(rows, candidates=3, num_proc=2))
    stream = spindle.to_restoration(rows.to_iterable_dataset(), candidates=3)
    assert list(stream) == list(found)
    assert stream.features == found.features
    assert [row["edits"] for row in make_restoration(3)(PAIRS).to_pylist()] == list(found["edits"])
    assert "candidates" not in spindle.to_restoration(rows)[0]["edits"][0]


def test_without_rows_or_edits_the_columns_are_there():
    for table in (PAIRS.slice(0, 0), PAIRS.slice(1, 1)):
        found = make_restoration(2)(table)
        assert pc.list_value_length(found["edits"]).to_pylist() == [0] * len(table)
        assert {"candidates", "original_rank"} <= {field.name for field in found.schema.field("edits").type.value_type}


@pytest.mark.parametrize("number", [-1, 2.5, "5", True])
def test_a_wrong_number_is_an_error(number):
    with pytest.raises(ConfigError, match="expected the number of candidates"):
        make_restoration(number)


def test_a_missing_lexicon_is_an_error(monkeypatch):
    def missing(name):
        raise ConfigError(f"expected a lexicon {name!r}")

    monkeypatch.setattr("pipelines.training.restoration.read_schema", missing)
    with pytest.raises(ConfigError, match="expected a lexicon 'english'"):
        make_restoration(5)


def test_the_function_can_be_pickled_and_its_bytes_are_stable():
    first, second = (pickle.dumps(make_restoration(3)) for _ in range(2))
    assert first == second
    assert len(first) < 1_000, "a process loads the lexicon itself"
