"""The errors that Spindle raises on purpose, with their exit codes.

A message has three parts: the expectation, the finding with its place, and the remedy. It never holds the secrets of
an address, whatever it was made from.
"""

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pipelines.redact import redact

OWN = ("pipelines", "schemas", "spindle")
# Characters of a value that a message quotes.
QUOTED = 60


class SpindleError(Exception):
    """An error that a user can act on; shown without a traceback."""

    exit_code = 3

    def __init__(self, *args: Any) -> None:
        super().__init__(*redact(args))


class ConfigError(SpindleError):
    """The command, configuration or profile is wrong; another try would fail the same way."""

    exit_code = 2


class MissingPackage(ConfigError, ModuleNotFoundError):  # noqa: N818 - reads as a sentence: a missing package
    """A package of an extra is not installed; also a ModuleNotFoundError, which `except ImportError` expects."""


class InputError(SpindleError):
    """The input is missing or unreadable."""


class InputAwayError(InputError):
    """The input cannot be reached for now; another try may succeed."""


class SchemaError(InputError):
    """A table lacks the promised columns or types."""


class StorageError(SpindleError):
    """A path is unreadable or not writable."""


class LostPartError(StorageError):
    """A finished part that a task takes is missing or damaged: the task that makes it has to run again."""


class ValidationFailed(SpindleError):  # noqa: N818 - reads as a sentence: the validation failed
    """A quality gate failed; nothing was published.

    checks   the records of results.json that stopped the run; empty if the run stopped before the audit
    results  the folder of results.json and of its report; empty if the run stopped before the audit
    stage    the stage whose rows are at fault, if a later one found out; else empty
    """

    exit_code = 1

    def __init__(
        self, message: str, *, checks: Sequence[Mapping[str, Any]] = (), results: str = "", stage: str = ""
    ) -> None:
        super().__init__(message)
        self.checks: list[dict[str, Any]] = redact([dict(check) for check in checks])
        self.results = results
        self.stage = stage


def cut(text: str, longest: int) -> str:
    """Return a text, or its beginning and three dots if it is longer.

    >>> cut("rain again", 4)
    'rain...'
    """
    return text if len(text) <= longest else f"{text[:longest]}..."


def quote(value: Any) -> str:
    """Return the beginning of a value as Python writes it, for a message.

    >>> quote("rain"), quote(10**5_000)
    ("'rain'", 'a number with too many digits')
    """
    try:
        return cut(repr(value), QUOTED)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return "a number with too many digits"


def hint_name(name: str, known: Collection[str], label: str = "known:") -> str:
    """Return a hint at the name that an unknown one may mean: the nearest known one, or all of them after `label`.

    >>> hint_name("hosue", ["house", "rain"]), hint_name("xyz", ["house", "rain"])
    ("did you mean 'house'?", 'known: house, rain')
    """
    if near := difflib.get_close_matches(name, known, n=1):
        return f"did you mean {near[0]!r}?"
    return f"{label} {', '.join(known) or 'none'}"


@contextmanager
def explain_missing(what: str) -> Iterator[None]:
    """Raise MissingPackage for a package that is not installed; a missing module of our own is a fault, and stays.

    what  what needs the package, for the message
    """
    try:
        yield
    except ModuleNotFoundError as error:
        name = (error.name or "").split(".")[0]
        if name in OWN or isinstance(error, MissingPackage):
            raise
        raise MissingPackage(
            f"expected the package {name} to be installed, since {what} needs it: pip install 'spindle[build]'"
        ) from error
