from datetime import date

import pytest

from pipelines.release.triage.actions import Action
from pipelines.release.triage.standing import Moment, find_standing

NAME = ("corpus", "drift_kinds")
TODAY = date(2026, 11, 29)


def version_of(day):
    return f"202611{day:02}T000000Z-{'0' * 12}"


def act(verb, day=10, **changes):
    return Action(verb, *NAME, version_of(day), "ann", when="2026-11-20T00:00:00+00:00", **changes)


def state(actions, day, *, published=range(1, 16), held=(), today=TODAY):
    moment = Moment({version_of(each) for each in published}, lambda _: {version_of(each) for each in held}, today)
    return find_standing(actions, NAME, version_of(day) if day else None, moment).state


def test_a_finding_is_open_until_somebody_decides():
    assert state([], 10) == "open"
    other = Action("resolve", "pairs", "drift_kinds", version_of(10), "ann")
    assert state([other], 10) == "open"


@pytest.mark.parametrize(("verb", "expected"), [("resolve", "resolved"), ("accept", "accepted")])
def test_what_is_closed_is_open_again_in_a_later_release(verb, expected):
    actions = [act(verb)]
    assert [state(actions, day) for day in (9, 10, 11, None)] == [expected, expected, "open", "open"]


def test_an_acknowledgement_lasts_until_the_check_has_held():
    actions = [act("acknowledge")]
    assert [state(actions, day) for day in (9, 10, 12, None)] == ["acknowledged"] * 4
    assert [state(actions, day, held=[11]) for day in (10, 11, 12, None)] == ["acknowledged"] * 2 + ["open"] * 2
    assert state(actions, 12, held=[9, 13]) == "acknowledged"


def test_a_mute_ends_on_its_date():
    actions = [act("mute", until="2026-12-01")]
    assert state(actions, 15, today=date(2026, 11, 30)) == "muted"
    assert state(actions, 15, today=date(2026, 12, 1)) == "open"


def test_a_mute_ends_after_a_number_of_releases():
    """Each release is published before its notice is written; a run that published nothing would be the next one."""
    actions = [act("mute", releases=2)]
    assert state(actions, 12, published=range(1, 13)) == "muted"
    assert state(actions, 13, published=range(1, 14)) == "open"
    assert state(actions, None, published=range(1, 12)) == "muted"
    assert state(actions, None, published=range(1, 13)) == "open"


def test_a_mute_that_has_ended_leaves_the_decision_before():
    actions = [act("acknowledge"), act("mute", until="2026-11-25")]
    assert state(actions, 12) == "acknowledged"


def test_reopening_ends_all_before():
    actions = [act("acknowledge"), act("mute", until="2026-12-31"), act("reopen", 12)]
    assert [state(actions, day) for day in (10, 12, 14)] == ["open"] * 3
    assert state([*actions, act("resolve", 12)], 12) == "resolved"


def test_the_reason_of_a_finding_that_is_open_again_is_said():
    moment = Moment({version_of(day) for day in range(1, 16)}, today=TODAY)
    resolved = find_standing([act("resolve")], NAME, version_of(12), moment)
    assert str(resolved) == "open again, resolved by ann on 2026-11-20"
    muted = find_standing([act("mute", releases=1)], NAME, version_of(15), moment)
    assert str(muted) == "open again, muted for 1 release by ann on 2026-11-20"
    assert str(find_standing([act("reopen")], NAME, version_of(12), moment)) == "opened again by ann on 2026-11-20"


def test_an_accepted_drift_is_accepted_in_every_check_on_drift_until_one_is_opened_again():
    other = Action("accept", "corpus", "drift_n_words", version_of(10), "ann")
    assert [state([other], day) for day in (10, 11)] == ["accepted", "open"]
    assert state([other, act("reopen")], 10) == "open"
    alien = Action("resolve", "corpus", "drift_n_words", version_of(10), "ann")
    assert state([alien], 10) == "open"
