"""triage.json: appended to by swaps, on a disk and in a store; nothing is lost, and a damaged file not touched."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from memory_store import use_memory

from pipelines.errors import ConfigError, StorageError
from pipelines.release.triage import file as triage_file
from pipelines.release.triage.actions import Action
from pipelines.release.triage.file import FILE, append_actions, read_triage
from pipelines.storage.places import open_place

VERSION = "20261124T083000Z-abcdef123456"


def act(number=0, **changes):
    known = {"verb": "acknowledge", "suite": "corpus", "check": f"check_{number}", "version": VERSION, "who": "ann"}
    return Action(**known | changes)


@pytest.fixture(params=["disk", "store"])
def folder(request, tmp_path, monkeypatch):
    if request.param == "disk":
        return tmp_path
    use_memory(monkeypatch)
    return open_place("s3://memory/corpora/news")


def test_actions_are_appended(folder):
    assert read_triage(folder).actions == ()
    first, second, third = act(1), act(2, note="ü\n<b>"), act(3)
    append_actions(folder, [first])
    append_actions(folder, [second, third])
    assert read_triage(folder).actions == (first, second, third)
    assert read_triage(folder).damage == ""


def test_people_who_act_at_once_lose_nothing(folder):
    actions = [act(number) for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda action: append_actions(folder, [action]), actions))
    found = read_triage(folder).actions
    assert len(found) == 24
    assert set(found) == set(actions)


def test_an_action_whose_put_got_no_reply_is_not_written_twice(folder, monkeypatch):
    """Another person has acted by the time the first one looks again."""
    real, calls = triage_file.swap_text, []

    def lose_reply(place, seen, text):
        calls.append(real(place, seen, text))
        if len(calls) == 1:
            monkeypatch.setattr(triage_file, "swap_text", real)
            append_actions(folder, [act(9)])
            return False
        return calls[-1]

    monkeypatch.setattr(triage_file, "swap_text", lose_reply)
    mine = act(1)
    append_actions(folder, [mine])
    assert [action.check for action in read_triage(folder).actions] == ["check_1", "check_9"]


@pytest.mark.parametrize("junk", ["{", "[]", '{"format": 2, "actions": []}', '{"format": 1, "actions": [{}]}'])
def test_a_damaged_file_is_reported_and_never_written_over(tmp_path, junk):
    (tmp_path / FILE).write_text(junk)
    assert "the file is damaged; mend it or move it away" in read_triage(tmp_path).damage
    with pytest.raises(StorageError, match="damaged"):
        append_actions(tmp_path, [act()])
    assert (tmp_path / FILE).read_text() == junk


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    append_actions(tmp_path, [act()])
    monkeypatch.setattr(triage_file, "MOST_BYTES", 100)
    assert "larger than 100 bytes" in read_triage(tmp_path).damage


def test_a_full_file_takes_no_more(tmp_path, monkeypatch):
    append_actions(tmp_path, [act()])
    monkeypatch.setattr(triage_file, "MOST_BYTES", (tmp_path / FILE).stat().st_size + 50)
    with pytest.raises(ConfigError, match="keep it under another name"):
        append_actions(tmp_path, [act(1)])
    assert len(read_triage(tmp_path).actions) == 1
