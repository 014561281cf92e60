import dataclasses

import numpy as np
import pytest
from parameters import PLAIN, lexicon_of, stack
from reference.swaps import PER_TEXT

from pipelines.engine import Rules
from pipelines.engine.parameters import TextParameters, check_parameters, shared_parameters
from pipelines.engine.rules import CASINGS


def many(n_texts=3):
    lexicon = lexicon_of([(0.5, [(2, 1), (1, 2)])])
    rows = [{**PLAIN, "origin_steps": [i, 0], "taste": i, "skipping": i / 4} for i in range(n_texts)]
    return stack(rows, lexicon)


def rows_of(parameters):
    columns = [getattr(parameters, field.name).tolist() for field in dataclasses.fields(TextParameters)]
    return list(zip(*columns, strict=True))


def test_take_and_where_give_the_parameters_of_some_texts():
    whole = rows_of(many())
    assert rows_of(many().take(np.array([2, 0]))) == [whole[2], whole[0]]
    assert rows_of(many().where(np.array([False, True, True]))) == whole[1:]
    assert len(many().where(np.zeros(3, bool))) == 0


def test_good_parameters_pass():
    check_parameters(many(), n_texts=3, n_habits=1, n_origin_sets=2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"again": np.zeros(2)}, r"again of 3 texts to have the shape \(3,\), got \(2,\)"),
        (
            {"origin_steps": np.zeros((3, 5), np.int16)},
            r"origin_steps of 3 texts to have the shape \(3, 2\), got \(3, 5\)",
        ),
        ({"skipping": np.array([0, 1.5, 0])}, "skipping of every text from 0 to 1, got 1.5 for text 1"),
        ({"consistency": np.array([0, 0, np.nan])}, "consistency of every text from 0 to 1, got nan for text 2"),
        ({"phrases": np.array([-1, 0, 0])}, "phrases of every text from 0 to inf, got -1 for text 0"),
        ({"frequency": np.array([0, -3.5, 0])}, "frequency of every text from -3 to 3, got -3.5 for text 1"),
        ({"sentence_spread": np.array([9, 0, 0])}, "sentence_spread of every text from 0 to 8, got 9 for text 0"),
        ({"casing": np.array([0, 3, 0])}, "casing of every text from 0 to 2, got 3 for text 1"),
        ({"habit": np.array([0, 0, 1])}, "habit of every text from 0 to 0, got 1 for text 2"),
    ],
)
def test_wrong_parameters_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        check_parameters(dataclasses.replace(many(), **change), n_texts=3, n_habits=1, n_origin_sets=2)


def test_shared_parameters_are_the_values_of_the_rules():
    rules = Rules(skipping=0.25, names=False, every=4, casing="title", sentence_spread=1.5)
    parameters = shared_parameters(rules, n_texts=3, n_origin_sets=2)
    check_parameters(parameters, n_texts=3, n_habits=1, n_origin_sets=2)
    row = (0.0, 0.0, 0.25, 1.0, 1.0, 4, False, False, False, False, False, 0, [0, 0], 0, 0.0, 1.5, 0.0, 2)
    assert rows_of(parameters) == [row] * 3


def test_shared_parameters_have_the_values_of_the_rules_of_the_same_names():
    rules = Rules()
    parameters = shared_parameters(rules, n_texts=1, n_origin_sets=1)
    assert len(PER_TEXT) == 13
    found = {name: getattr(parameters, name)[0] for name in PER_TEXT}
    assert found | {"casing": CASINGS[found["casing"]]} == {name: getattr(rules, name) for name in PER_TEXT}
