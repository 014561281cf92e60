"""Which checks plainly hold, so that Great Expectations is asked only about the others.

It takes some 8 ms a check whatever the number of rows, and 3 s to import: on a part that one task spins in a second,
and in which nearly always every check holds, that was most of what validating cost. Where a glance is not
sure, it says no, and Great Expectations judges: it alone says which rows are not as expected.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def plainly_holds(type_: str, kwargs: Mapping[str, Any], table: pa.Table) -> bool:
    """Whether every row is surely as an expectation says; False also where a glance cannot tell.

    >>> table = pa.table({"rate": [0.2, None, 0.3]})
    >>> in_bounds = {"column": "rate", "min_value": 0, "max_value": 1}
    >>> plainly_holds("expect_column_values_to_be_between", in_bounds, table)
    True
    """
    known = GLANCES.get(type_)
    if known is None:
        return False
    names, glance = known
    columns = kwargs.get("column_list", [kwargs.get("column")])
    if not set(kwargs) <= {*names, "mostly"} or any(table.column_names.count(name) != 1 for name in columns):
        return False
    return glance(table.select(columns), kwargs)


def _in_set(table: pa.Table, kwargs: Mapping[str, Any]) -> bool:
    column, values = table.column(0), pa.array(kwargs["value_set"])
    if values.type != column.type or not (pa.types.is_boolean(column.type) or pa.types.is_string(column.type)):
        return False
    return len(column.drop_null()) == (pc.sum(pc.is_in(column.drop_null(), value_set=values)).as_py() or 0)


def _between(table: pa.Table, kwargs: Mapping[str, Any]) -> bool:
    column, low, high = table.column(0), kwargs.get("min_value"), kwargs.get("max_value")
    is_float = pa.types.is_floating(column.type)
    # The least and the greatest of Arrow pass over NaN, which is in no bounds.
    if not (is_float or pa.types.is_integer(column.type)) or (is_float and pc.any(pc.is_nan(column)).as_py()):
        return False
    least, greatest = pc.min_max(column).as_py().values()
    return least is None or ((low is None or low <= least) and (high is None or greatest <= high))


def _not_null(table: pa.Table, _: Mapping[str, Any]) -> bool:
    column = table.column(0)
    return not pa.types.is_floating(column.type) and not column.null_count


def _unique(table: pa.Table, _: Mapping[str, Any]) -> bool:
    if any(column.null_count or pa.types.is_floating(column.type) for column in table.columns):
        return False
    return table.group_by(table.column_names, use_threads=False).aggregate([]).num_rows == len(table)


Glance = Callable[[pa.Table, Mapping[str, Any]], bool]
# Names of the arguments that a glance understands besides `mostly`, for where all rows hold, most do. With any other
# argument it cannot tell.
GLANCES: dict[str, tuple[set[str], Glance]] = {
    "expect_column_values_to_be_in_set": ({"column", "value_set"}, _in_set),
    "expect_column_values_to_be_between": ({"column", "min_value", "max_value"}, _between),
    "expect_column_values_to_not_be_null": ({"column"}, _not_null),
    "expect_column_values_to_be_unique": ({"column"}, _unique),
    "expect_compound_columns_to_be_unique": ({"column_list"}, _unique),
}
