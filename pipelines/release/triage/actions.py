"""Decisions on findings: a finding is a check that does not hold, named by its suite and its name.

acknowledge  somebody knows; until the check holds again
mute         nobody is called any more; until a date, or until a number of further releases are published
resolve      the cause is mended; a later release in which the check fails opens the finding again
reopen       what was decided before no longer counts
accept       the drift of a release is intended: later ones are compared with it
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any

from pipelines.errors import ConfigError
from pipelines.release.find import VERSION

ACKNOWLEDGE, MUTE, RESOLVE, REOPEN, ACCEPT = VERBS = ("acknowledge", "mute", "resolve", "reopen", "accept")
# Greatest numbers: characters of a note and of a name, releases that a finding is muted for, days ahead.
MOST_NOTE, MOST_NAME, MOST_RELEASES, MOST_DAYS = 1_000, 200, 20, 366
# Suites and names of checks, as schemas/expectations/ and users' files have them.
CHECK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
# Checks that can be accepted as the baseline: those on drift.
DRIFT = "drift_"


@dataclass(frozen=True)
class Action:
    """One decision.

    version   the release in which the finding was seen; "" if the dataset has none yet
    who       name of the user, as Airflow has it
    when      ISO 8601, UTC
    until     for `mute`: the first day, as YYYY-MM-DD in UTC, on which it no longer counts; "" for none
    releases  for `mute`: the number of further releases after which it no longer counts; 0 for none
    id        of this action, so that one that was written is not written again
    """

    verb: str
    suite: str
    check: str
    version: str
    who: str
    note: str = ""
    until: str = ""
    releases: int = 0
    when: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def name(self) -> tuple[str, str]:
        return self.suite, self.check

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in ("", 0) or name == "version"}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Action":
        """Read a record; raise ConfigError, TypeError or ValueError for one that no action has."""
        known = {entry.name for entry in fields(cls)}
        action = cls(**{str(name): value for name, value in record.items() if name in known})
        texts = [value for name, value in asdict(action).items() if name != "releases"]
        if not all(isinstance(text, str) for text in texts) or type(action.releases) is not int:
            raise TypeError("an action has a field of the wrong type")
        datetime.fromisoformat(action.when)
        check_action(action)
        return action


def check_action(action: Action, *, today: date | None = None) -> None:
    """Raise ConfigError for an action that cannot be.

    today  its date, for one that is new: a mute must end later
    """
    if action.verb not in VERBS:
        raise ConfigError(f"expected one of {', '.join(VERBS)} as action, got {action.verb[:40]!r}")
    if not (CHECK.fullmatch(action.suite) and CHECK.fullmatch(action.check)):
        raise ConfigError(
            f"expected the suite and the name of a check, got {action.suite[:40]!r}, {action.check[:40]!r}"
        )
    if action.version and not VERSION.fullmatch(action.version):
        raise ConfigError(f"expected the version of a release, got {action.version[:60]!r}")
    if len(action.note) > MOST_NOTE:
        raise ConfigError(f"expected a note of at most {MOST_NOTE:,} characters, got {len(action.note):,}: shorten it")
    if not action.who or len(action.who) > MOST_NAME:
        raise ConfigError(f"expected the name of a user of 1 to {MOST_NAME} characters, got {len(action.who)}")
    if action.verb == ACCEPT and not action.check.startswith(DRIFT):
        raise ConfigError(f"expected a check on drift to be accepted as the baseline, got {action.check}: resolve it")
    if action.verb == ACCEPT and not action.version:
        raise ConfigError("expected a release to be accepted as the baseline, but the dataset has none")
    _check_end(action, today)


def _check_end(action: Action, today: date | None) -> None:
    if action.verb != MUTE:
        if action.until or action.releases:
            raise ConfigError(f"expected an end for a mute only, got one for {action.verb}")
        return
    if bool(action.until) == bool(action.releases):
        raise ConfigError("expected a mute to end on a date or after a number of releases: give one of them")
    if not 0 <= action.releases <= MOST_RELEASES:
        raise ConfigError(f"expected a mute for 1 to {MOST_RELEASES} releases, got {action.releases}")
    if action.until:
        days = (_read_date(action.until) - today).days if today else 1
        if not 1 <= days <= MOST_DAYS:
            raise ConfigError(
                f"expected a mute to end on a day after {today}, at most {MOST_DAYS} days later, got {action.until}"
            )


def _read_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"expected a date such as 2026-12-31, got {text[:40]!r}") from error
