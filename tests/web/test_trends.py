import pytest

from pipelines.web.trends import spark


@pytest.mark.parametrize("values", [[], [3]])
def test_fewer_than_two_values_have_no_line(values):
    assert spark("pairs", values) == ""


def test_a_line_spans_the_lowest_and_highest_value():
    drawn = spark("pairs", [10, 30, 20])
    assert "<title>pairs: 10, 30, 20</title>" in drawn
    assert 'points="3.0,25.0 60.0,3.0 117.0,14.0"' in drawn


def test_constant_values_are_a_horizontal_line():
    assert 'points="3.0,25.0 117.0,25.0"' in spark("pairs", [5, 5])


def test_a_title_is_escaped():
    assert "&lt;b&gt;" in spark("<b>", [1, 2])
