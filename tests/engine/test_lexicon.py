import numpy as np
import pyarrow as pa
import pytest
from hard_texts import ENTRIES, LEXICON, LEXICON_TABLE
from reference import draw as slow_draw
from reference.lexicon import make_lexicon

from pipelines.engine.index import index_lexicon


def test_index_lexicon_gives_each_unit_its_candidates_in_order():
    assert LEXICON.units.to_pylist() == sorted(ENTRIES, key=str.encode)
    n_texts = LEXICON.n_texts
    for i, unit in enumerate(LEXICON.units.to_pylist()):
        propensity, candidates, *_ = ENTRIES[unit]
        rows = range(LEXICON.offsets[i], LEXICON.offsets[i + 1])
        texts = LEXICON.inventory.candidates
        assert [texts[LEXICON.candidate[row]].as_py() for row in rows] == [text for text, _ in candidates]
        assert LEXICON.weight[rows].tolist() == [weight for _, weight in candidates]
        assert LEXICON.propensity[i] == np.float32(propensity)
        assert all(LEXICON.candidate[row] < n_texts for row in rows)


@pytest.mark.parametrize(
    "casings",
    [
        ["i'd i.e. i-th", "I'd i.e. i-th", "I'D I.E. I-TH", "I'd I.e. I-th", "I'd I.e. I-th"],
        ["should i", "Should I", "SHOULD I", "Should I", "Should I"],
        ["água ☔", "Água ☔", "ÁGUA ☔", "Água ☔", "Água ☔"],
        ["top minister", "Top minister", "TOP MINISTER", "Top Minister", "Top Minister"],
        [
            "an arm of the river",
            "An arm of the river",
            "AN ARM OF THE RIVER",
            "An Arm of the River",
            "An Arm Of The River",
        ],
        ["(so-called) stream", "(so-called) stream", "(SO-CALLED) STREAM", "(so-called) Stream", "(so-called) Stream"],
    ],
)
def test_texts_come_in_all_casings(casings):
    texts = LEXICON.texts.to_pylist()
    at = LEXICON.inventory.candidates.to_pylist().index(casings[0])
    casings = [{"should i": "should I", "i'd i.e. i-th": "I'd i.e. i-th"}.get(casings[0], casings[0]), *casings[1:]]
    assert texts[at :: LEXICON.n_texts] == casings


def test_an_empty_lexicon_has_no_units():
    lexicon = index_lexicon(LEXICON_TABLE.slice(0, 0))
    assert (len(lexicon.units), lexicon.offsets.tolist()) == (0, [0])


def test_a_slice_of_a_table_is_a_lexicon():
    assert index_lexicon(LEXICON_TABLE.slice(0, 1)).units.to_pylist() == [min(ENTRIES)]


def test_a_candidate_that_is_its_own_unit_is_refused():
    with pytest.raises(ValueError, match=r"got 1 that do not, such as 'rain' in row 1"):
        make_lexicon({"rain": (0.5, [("wet", 2), ("rain", 1)])})


@pytest.mark.parametrize(("propensity", "weight", "name"), [(0.0, 1, "propensity"), (0.5, 0, "weight")])
def test_a_propensity_or_weight_of_0_is_refused(propensity, weight, name):
    with pytest.raises(ValueError, match=f"every {name} of the lexicon to be above 0, got 0"):
        make_lexicon({"rain": (propensity, [("wet", weight)])})


def test_steps_are_eighths_of_an_octave_below_the_best():
    lexicon = make_lexicon(
        {"mail": (0.5, [("post", 800)]), "rain": (0.5, [("wet", 65535), ("drops", 32768), ("fog", 1)])}
    )
    assert (lexicon.steps.dtype, lexicon.steps.tolist()) == (np.int16, [0, 0, -8, -128])
    for i, unit in enumerate(LEXICON.units.to_pylist()):
        rows = slice(LEXICON.offsets[i], LEXICON.offsets[i + 1])
        assert LEXICON.steps[rows].tolist() == slow_draw.steps_of([weight for _, weight in ENTRIES[unit][1]])


def test_rows_without_the_sources_column_share_one_empty_set_of_origins():
    lexicon = index_lexicon(LEXICON_TABLE.drop_columns("origins"))
    assert (lexicon.origin_sets.tolist(), set(lexicon.origin_set_ids.tolist())) == ([0], {0})


def test_rows_of_the_same_origins_share_one_set():
    origins = np.resize(np.array([6, 1, 6, 65535], np.uint16), LEXICON_TABLE.num_rows)
    lexicon = index_lexicon(LEXICON_TABLE.drop_columns("origins").append_column("origins", pa.array(origins)))
    assert lexicon.origin_sets.tolist() == [1, 6, 65535]
    assert lexicon.origin_sets[lexicon.origin_set_ids].tolist() == origins.tolist()


def test_habits_are_the_propensities_and_then_those_that_are_given():
    assert index_lexicon(LEXICON_TABLE).propensities.tolist() == [LEXICON.propensity.tolist()]
    others = np.linspace(0, 1, 2 * len(LEXICON.units)).reshape(2, -1)
    habits = index_lexicon(LEXICON_TABLE, propensities=others).propensities
    assert habits.dtype == np.float32
    assert habits.tolist() == [LEXICON.propensity.tolist(), *others.astype(np.float32).tolist()]


@pytest.mark.parametrize(
    ("others", "message"),
    [
        (np.ones((2, 1)), r"units in each row, got shape \(2, 1\)"),
        (np.full((1, len(LEXICON.units)), -0.5), "0 or above, got -0.5"),
    ],
)
def test_habits_that_do_not_fit_are_refused(others, message):
    with pytest.raises(ValueError, match=message):
        index_lexicon(LEXICON_TABLE, propensities=others)
