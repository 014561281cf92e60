"""The errors Spindle raises on purpose, and the exit code of each.

A message has three parts: what was expected, what came and where, and what to do about it.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class SpindleError(Exception):
    """Any error that a user can act on; shown without a traceback."""

    exit_code = 3


class ConfigError(SpindleError):
    """The command, configuration or profile is wrong; running again will not help."""

    exit_code = 2


class InputError(SpindleError):
    """The input cannot be found or read."""


class SchemaError(InputError):
    """A table does not have the columns or types that were promised."""


class StorageError(SpindleError):
    """A path cannot be read or written."""


class ValidationFailed(SpindleError):  # noqa: N818 - said as people say it: the validation failed
    """A quality gate said no: nothing was published.

    checks   the records of results.json that stopped the run; empty if it was stopped before there were any
    results  folder of results.json and of the report on it; empty likewise
    """

    exit_code = 1

    def __init__(self, message: str, *, checks: Sequence[Mapping[str, Any]] = (), results: str = "") -> None:
        super().__init__(message)
        self.checks = [dict(check) for check in checks]
        self.results = results
