"""The query of an address: read without empty entries, which forms send too, and with the reason for each wrong one."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

# Beginning of the message of a ValueError, by pydantic.
PREFIX = "Value error, "


class AddressQuery(BaseModel):
    """A query; entries that it does not know are ignored."""

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        return {name: value for name, value in given.items() if not (isinstance(value, str) and not value.strip())}


Query = TypeVar("Query", bound=AddressQuery)


def read_query(model: type[Query], given: Mapping[str, Any]) -> tuple[Query, dict[str, str]]:
    """Read a query; return it without its wrong entries, and the reason for each of those."""
    try:
        return model.model_validate(given), {}
    except ValidationError as error:
        wrong = {str(entry["loc"][0]): word_error(entry["msg"]) for entry in error.errors()}
    return model.model_validate({name: value for name, value in given.items() if name not in wrong}), wrong


def word_error(message: str) -> str:
    """The message of a wrong entry for people.

    >>> word_error("Value error, expected a word"), word_error("Input should be a valid integer")
    ('expected a word', 'Input should be a valid integer')
    """
    return message.removeprefix(PREFIX)
