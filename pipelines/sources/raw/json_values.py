"""The text of a value that is no string: the readings of optional columns, for one value of a parsed JSON object.

==========================  =====================================================================
Value                       Text
==========================  =====================================================================
string                      as it is
integer, of any length      its digits: 5 -> "5"
other number                whole below 2**53 as an integer: 5.0 -> "5"; else its shortest form: "0.1"
NaN                         null, as pandas writes a missing number
object                      the text of the first of KEYS that has one: {"id": 1, "name": "X"} -> "X"
list                        empty: null; one item: its text
decimal, date, time         its digits, without zeros at the end; ISO 8601
bytes                       their text, if they are UTF-8; of a UUID its usual form
ClassLabel of `datasets`    the name of the class
==========================  =====================================================================

All else has no text: true and false, lists of several items, objects without these keys, infinite numbers, and what is
nested more than MAX_NESTED deep. `pipelines.sources.raw.arrow_values` reads columns of Arrow alike.

The column `text` must hold strings, or lists of strings: paragraphs, which a blank line joins.
"""

from decimal import Decimal
from math import isfinite, isnan
from typing import Any

import numpy as np

# Keys of objects that hold a value, in order of preference: NewsAPI and schema.org (name), WordPress (rendered), RSS
# and Atom as JSON (#text, $t, _, href), JSON-LD (@value), MongoDB ($date, $oid, $number...).
KEYS = (
    *("name", "title", "value", "rendered", "url", "href"),
    *("#text", "$t", "_", "@value"),
    *("$date", "$oid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal"),
)
# {"$date": {"$numberLong": "..."}} in a list of one is 3 deep.
MAX_NESTED = 4
# Doubles represent all integers below this.
MAX_WHOLE = 2**53
PARAGRAPHS = "\n\n"


def read_value(value: Any, n_nested: int = 0) -> tuple[str | None, bool]:
    """Return the text of a value, null if it has none, and True if it is a value without any reading.

    >>> read_value({"id": None, "name": "Herald"}), read_value([5.0]), read_value(["a", "b"]), read_value(None)
    (('Herald', False), ('5', False), (None, True), (None, False))
    """
    if value is None or isinstance(value, str):
        return value, False
    if isinstance(value, bool) or n_nested > MAX_NESTED:
        return None, True
    if isinstance(value, int | float | Decimal):
        return _read_number(value)
    if isinstance(value, list):
        items = value if len(value) == 1 else [None]
        text, is_unread = read_value(items[0], n_nested + 1)
        return text, is_unread or len(value) > 1
    return _read_object(value, n_nested) if isinstance(value, dict) else (None, True)


def read_text(value: Any) -> tuple[str | None, bool]:
    r"""Return the text of an article, and True if the value is neither a string nor a list of strings.

    >>> read_text(["Rain fell.", None, "Snow fell."]), read_text(17)
    (('Rain fell.\n\nSnow fell.', False), (None, True))
    """
    if isinstance(value, list) and all(item is None or isinstance(item, str) for item in value):
        return PARAGRAPHS.join(filter(None, value)), False
    return (value, False) if value is None or isinstance(value, str) else (None, True)


def _read_number(value: float | Decimal) -> tuple[str | None, bool]:
    if isinstance(value, float):
        if not isfinite(value):
            return None, not isnan(value)
        if abs(value) < MAX_WHOLE and value.is_integer():
            value = int(value)
    # numpy writes an array of numbers in the same way.
    return (str(np.float64(value)) if isinstance(value, float) else str(value)), False


def _read_object(value: dict[str, Any], n_nested: int) -> tuple[str | None, bool]:
    texts = (read_value(value[key], n_nested + 1)[0] for key in KEYS if key in value)
    text = next((text for text in texts if text is not None), None)
    return text, text is None
