"""The base of the sections of a configuration."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidatorFunctionWrapHandler, field_validator

Share = Annotated[float, Field(ge=0, le=1)]
# Whole numbers from here on fit no column of Arrow or NumPy.
TOO_LARGE = 1 << 63


class Section(BaseModel):
    """Frozen, closed to unknown keys, with finite numbers of at most 64 bits; true and false are no numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, allow_inf_nan=False)

    @field_validator("*", mode="wrap")
    @classmethod
    def _numbers_are_numbers(cls, value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
        read = validate(value)
        if _became_number(value, read):
            raise ValueError("expected a number, not true or false")
        if isinstance(read, int) and abs(read) >= TOO_LARGE:
            raise ValueError(f"expected a number below {TOO_LARGE:,}")
        return read


def _became_number(given: Any, read: Any) -> bool:
    """True if pydantic read a boolean as a number, here or in a list or mapping."""
    if isinstance(given, bool):
        return isinstance(read, int | float) and not isinstance(read, bool)
    if isinstance(given, Mapping) and isinstance(read, Mapping):
        return _became_number([*given, *given.values()], [*read, *read.values()])
    if isinstance(given, list | tuple) and isinstance(read, list | tuple):
        return any(map(_became_number, given, read))
    return False


def is_sum_finite(weights: Collection[float]) -> bool:
    """True if the weights can be turned into shares.

    >>> is_sum_finite([1e308, 1.0]), is_sum_finite([1e308, 1e308])
    (True, False)
    """
    return sum(weights) < float("inf")
