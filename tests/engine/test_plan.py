import numpy as np
from hard_texts import LEXICON, keys_of

from pipelines.engine import Rules
from pipelines.engine.plan import make_plan


def test_the_parameters_of_the_rules_are_the_same_for_all_texts():
    parameters = make_plan(keys_of([1, 2]), LEXICON, Rules(phrases=True, again=0.25, names=False)).parameters
    assert (parameters.phrases.tolist(), parameters.again.tolist()) == ([1.0, 1.0], [0.25, 0.25])
    assert parameters.names.dtype == np.bool_
    assert not parameters.names.any()
