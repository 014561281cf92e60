from dataclasses import fields

import pytest
from hard_texts import SOME_RULES
from reference.protect import Lists

from pipelines.engine import Rules


def test_the_slow_engine_gets_values_for_every_rule():
    lists = {field.name for field in fields(Lists)}
    assert {*SOME_RULES, *lists} == {field.name for field in fields(Rules)}


@pytest.mark.parametrize("passes", [(), (0.5,), (0.5, 0.6), (1.5, -0.5)])
def test_passes_that_are_no_shares_are_refused(passes):
    with pytest.raises(ValueError, match="shares of the rate that add up to 1"):
        Rules(passes=passes)


@pytest.mark.parametrize("passes", [(1.0,), (0.1,) * 10, (0.8, 0.12, 0.08), (0.0, 1.0)])
def test_passes_that_add_up_to_1_are_accepted(passes):
    assert Rules(passes=passes).passes == passes


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"again": 1.1}, "again to be a share, 0 to 1, got 1.1"),
        ({"consistency": -0.1}, "consistency to be a share, 0 to 1, got -0.1"),
        ({"skipping": float("nan")}, "skipping to be a share, 0 to 1, got nan"),
        ({"every": -1}, "every to be a number of words, 0 or more, got -1"),
        ({"phrases": -0.5}, "phrases to be a factor, 0 or more, got -0.5"),
        ({"entities": float("inf")}, "entities to be a factor, 0 or more, got inf"),
        ({"casing": "shout"}, "casing to be one of copy, lower, title, got 'shout'"),
        ({"sentence_spread": 8.5}, "sentence_spread from 0 to 8, got 8.5"),
        ({"sentence_spread": float("nan")}, "sentence_spread from 0 to 8, got nan"),
    ],
)
def test_values_out_of_range_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        Rules(**values)
