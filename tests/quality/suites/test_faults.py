import numpy as np

from pipelines.quality.suites.checks import Check, Outcome
from pipelines.quality.suites.faults import find_faults


def outcome(name, rows, severity="critical"):
    return Outcome(Check("tiny", name, "t", {}, severity, ""), 10, np.array(rows, np.int64))


FOUND = find_faults([outcome("b", [7, 9]), outcome("w", [1, 2], "warning"), outcome("a", [0, 7])])


def test_find_faults_gives_each_row_all_its_reasons_in_the_order_of_the_suite():
    assert FOUND.rows.tolist() == [0, 7, 9]
    assert FOUND.reasons.to_pylist() == [["a"], ["b", "a"], ["b"]]


def test_faults_between_count_from_the_start_of_the_slice():
    part = FOUND.between(5, 9)
    assert (part.rows.tolist(), part.reasons.to_pylist()) == ([2], [["b", "a"]])


def test_faults_count_reasons_and_rows():
    assert FOUND.count() == {"pairs": 3, "reasons": {"a": 2, "b": 2}, "first_reasons": {"b": 2, "a": 1}}


def test_rows_without_faults_have_no_reasons():
    none = find_faults([outcome("a", []), outcome("w", [3], "warning")])
    assert (len(none.rows), len(none.reasons)) == (0, 0)
    assert none.count() == {"pairs": 0, "reasons": {}, "first_reasons": {}}
    assert len(none.between(0, 10).rows) == 0
