"""The standing of a finding: the newest decision on it that still counts for a release.

A release newer than a decision may need a new one: `resolve` and `accept` count for releases up to the one in which the
finding was seen, `acknowledge` until the check has held once, `mute` until its end. Nothing ends by being read: whoever
asks later gets another answer.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pipelines.release.triage.actions import ACCEPT, ACKNOWLEDGE, DRIFT, MUTE, REOPEN, RESOLVE, Action

OPEN, ACKNOWLEDGED, MUTED, RESOLVED, ACCEPTED = STATES = ("open", "acknowledged", "muted", "resolved", "accepted")
STATE_OF = {REOPEN: OPEN, ACKNOWLEDGE: ACKNOWLEDGED, MUTE: MUTED, RESOLVE: RESOLVED, ACCEPT: ACCEPTED}
Name = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """State of a finding.

    state   one of STATES
    action  the decision that it comes from; for OPEN the newest one, which no longer counts; None if there was none
    """

    state: str = OPEN
    action: Action | None = None

    @property
    def is_quiet(self) -> bool:
        """True if nobody is to be called for the finding."""
        return self.state != OPEN

    def __str__(self) -> str:
        """One line for people, without the note.

        >>> mute = Action("mute", "corpus", "rate_error", "20261124T083000Z-abcdef123456", "ann", until="2026-12-24",
        ...               when="2026-11-29T08:00:00+00:00")
        >>> str(Standing(MUTED, mute)), str(Standing())
        ('muted until 2026-12-24 by ann on 2026-11-29', 'open')
        """
        if self.action is None:
            return self.state
        by = f"by {self.action.who} on {self.action.when[:10]}"
        if self.state != OPEN:
            return f"{self.state}{_end_of(self.action)} {by}"
        if self.action.verb == REOPEN:
            return f"opened again {by}"
        return f"open again, {STATE_OF[self.action.verb]}{_end_of(self.action)} {by}"


@dataclass(frozen=True)
class Moment:
    """The time of a question.

    versions  the versions of the dataset that are or were published
    held      function: the versions in which a check held
    today     date in UTC
    """

    versions: Collection[str] = ()
    held: Callable[[Name], Collection[str]] = lambda _: ()
    today: date = field(default_factory=lambda: datetime.now(UTC).date())


def find_standing(actions: Sequence[Action], name: Name, version: str | None, moment: Moment) -> Standing:
    """Return the standing of a finding.

    actions  the decisions on all findings, oldest first
    version  the release that has the finding; None for a run that has published nothing
    """
    own = [action for action in reversed(actions) if concerns(action, name)]
    for action in own:
        if _counts(action, version, moment):
            return Standing(STATE_OF[action.verb], action)
    return Standing(OPEN, own[0] if own else None)


def concerns(action: Action, name: Name) -> bool:
    """Return True if a decision is on a check: on its own finding, or one that accepts a drift, which is the whole one.

    >>> accept = Action("accept", "corpus", "drift_n_words", "20261124T083000Z-abcdef123456", "ann")
    >>> concerns(accept, ("corpus", "drift_kinds")), concerns(accept, ("corpus", "rate_error"))
    (True, False)
    """
    is_drift = action.verb == ACCEPT and action.suite == name[0] and name[1].startswith(DRIFT)
    return action.name == name or is_drift


def _counts(action: Action, version: str | None, moment: Moment) -> bool:
    is_newer = version is None or version > action.version
    if action.verb == MUTE:
        newer = sum(each > action.version for each in {*moment.versions, *([version] if version else [])})
        newer += version is None
        return newer <= action.releases if action.releases else moment.today.isoformat() < action.until
    if action.verb == ACKNOWLEDGE and is_newer:
        return not any(each > action.version and (not version or each < version) for each in moment.held(action.name))
    return action.verb == REOPEN or not is_newer


def _end_of(action: Action) -> str:
    if action.verb != MUTE:
        return ""
    one = action.releases == 1
    return f" until {action.until}" if action.until else f" for {action.releases} release{'' if one else 's'}"
