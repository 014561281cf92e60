"""The shape of a JSON file: its entries have the types that readers rely on, or it is damaged.

A shape is a TypedDict. Entries that it does not name are not looked at, so that later versions may add some.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from pipelines.errors import StorageError
from pipelines.storage.places import Place

# Characters of a wrong value in a message.
SHOWN = 60
# Lists and objects in each other. A manifest has some ten; readers descend without a limit of their own.
MOST_DEPTH = 64


def _check_time(text: str) -> str:
    try:
        datetime.fromisoformat(text).astimezone(UTC)  # as people see it
    except OverflowError as error:  # at the ends of the calendar
        raise ValueError(str(error)) from error
    return text


Count = Annotated[int, Field(ge=0, lt=1 << 63)]
Number = Annotated[float, Field(allow_inf_nan=False, gt=-1e300, lt=1e300)]
Time = Annotated[str, AfterValidator(_check_time)]


def check_shape(value: Any, shape: TypeAdapter[Any], path: Place) -> None:
    """Raise StorageError, with the first entry that is wrong, unless a value has a shape.

    path  of the file that the value was read from
    """
    if _is_deep(value):
        raise StorageError(
            f"expected {path} to be as it was written, but its lists and objects lie {MOST_DEPTH} deep in each other: "
            "the file is damaged; copy it again from where it came"
        )
    try:
        shape.validate_python(value, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "its content"
        got = "" if first["type"] == "missing" else f", got {str(first['input'])[:SHOWN]!r}"
        raise StorageError(
            f"expected {path} to be as it was written, but {where} is wrong ({first['msg']}{got}): "
            "the file is damaged; copy it again from where it came"
        ) from error


def _is_deep(value: Any) -> bool:
    """Return True if lists and objects lie more than MOST_DEPTH deep in each other."""
    level = [value]
    for _ in range(MOST_DEPTH):
        items = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [item for some in items for item in some if isinstance(item, dict | list)]
        if not level:
            return False
    return True
