"""The links between the pages of a list of rows: first, previous, next, last, and a search that continues."""

from collections.abc import Callable
from typing import Any

from pipelines.browse.paging import Page, Position

Query = dict[str, Any]


def ways(
    page: Page,
    *,
    begin: Position,
    end: Position,
    number: Callable[[Position], int],
    query: Callable[[Position], Query],
    back: bool,
) -> dict[str, Any]:
    """Return the values that templates/_browse.html needs for a page of the rows from `begin` to `end`.

    number  function: number of rows before a place
    query   function: the query of an address for a place
    """
    first, last = number(begin), number(end)
    at = page.start if back else page.end
    goes_on = not page.places and begin < at < end
    done = last - number(at) if back else number(at) - first
    return {
        "total": last - first,
        "start": number(page.start) - first,
        "end": number(page.end) - first,
        "before": query(page.start) | {"back": 1} if page.start > begin else None,
        "after": query(page.end) if page.end < end else None,
        "last": {"back": 1},
        # No row found within the time of a page, and more rows to search.
        "goes_on": query(at) | ({"back": 1} if back else {}) if goes_on else None,
        "searched": done / max(1, last - first),
    }
