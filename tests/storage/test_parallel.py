import threading
from pathlib import Path

import pytest

from pipelines.storage.parallel import QUICK_BYTES, is_quick_file, map_at_once
from pipelines.storage.places import open_place


def test_results_are_in_order():
    assert map_at_once(lambda number: number * number, range(100)) == [number * number for number in range(100)]


def test_an_error_is_raised():
    with pytest.raises(ZeroDivisionError):
        map_at_once(lambda number: 1 / number, [1, 0, 2])


def test_quick_items_need_no_thread():
    here = threading.get_ident()
    found = map_at_once(lambda _: threading.get_ident() == here, range(4), is_quick=lambda number: number % 2 == 0)
    assert found == [True, False, True, False]


def test_the_first_error_is_raised_whether_quick_or_not():
    with pytest.raises(ZeroDivisionError):
        map_at_once(lambda number: 1 / number if number < 1 else int("x"), [0, 1], is_quick=lambda number: number == 1)


def test_only_small_files_on_a_disk_are_quick(tmp_path):
    assert is_quick_file(Path(tmp_path), QUICK_BYTES - 1)
    assert not is_quick_file(Path(tmp_path), QUICK_BYTES)
    assert not is_quick_file(open_place("s3://bucket/key"), 1)
