import pytest

from pipelines.storage.parallel import map_at_once


def test_results_are_in_order():
    assert map_at_once(lambda number: number * number, range(100)) == [number * number for number in range(100)]


def test_an_error_is_raised():
    with pytest.raises(ZeroDivisionError):
        map_at_once(lambda number: 1 / number, [1, 0, 2])
