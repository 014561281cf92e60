from datetime import date

import pytest

from pipelines.errors import ConfigError
from pipelines.release.triage.actions import MOST_NOTE, Action, check_action

VERSION = "20261124T083000Z-abcdef123456"
TODAY = date(2026, 11, 29)


def act(verb="acknowledge", **changes):
    return Action(
        **{"verb": verb, "suite": "corpus", "check": "drift_kinds", "version": VERSION, "who": "ann"} | changes
    )


@pytest.mark.parametrize(
    "action",
    [
        act(),
        act("resolve", version="", note="n" * MOST_NOTE),
        act("mute", until="2026-11-30"),
        act("mute", until="2027-11-30"),
        act("mute", releases=20),
        act("accept"),
    ],
)
def test_an_action_is_read_back_as_it_was(action):
    check_action(action, today=TODAY)
    assert Action.from_json(action.to_json()) == action


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (act("drop"), "expected one of acknowledge, mute"),
        (act(suite="../x"), "the suite and the name of a check"),
        (act(check="a b"), "the suite and the name of a check"),
        (act(version="latest"), "expected the version of a release"),
        (act(note="n" * (MOST_NOTE + 1)), "expected a note of at most"),
        (act(who=""), "expected the name of a user"),
        (act("accept", check="rate_error"), "expected a check on drift"),
        (act("accept", version=""), "expected a release to be accepted"),
        (act("resolve", until="2026-12-01"), "expected an end for a mute only"),
        (act("mute"), "give one of them"),
        (act("mute", until="2026-12-01", releases=1), "give one of them"),
        (act("mute", releases=21), "1 to 20 releases"),
        (act("mute", releases=-1), "1 to 20 releases"),
        (act("mute", until="2026-11-29"), "on a day after 2026-11-29"),
        (act("mute", until="2027-12-01"), "at most 366 days later"),
        (act("mute", until="soon"), "expected a date such as"),
    ],
)
def test_an_action_that_cannot_be_is_refused(action, says):
    with pytest.raises(ConfigError, match=says):
        check_action(action, today=TODAY)


def test_a_mute_that_has_ended_is_still_read():
    past = act("mute", until="2020-01-01")
    assert Action.from_json(past.to_json()) == past


@pytest.mark.parametrize(
    "changes", [{"who": 5}, {"releases": "1"}, {"releases": True}, {"when": "now"}, {"note": None}]
)
def test_a_record_of_wrong_types_is_refused(changes):
    with pytest.raises((ConfigError, TypeError, ValueError)):
        Action.from_json(act().to_json() | changes)
