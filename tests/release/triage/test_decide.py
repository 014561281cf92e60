from contextlib import contextmanager

import pytest
from release.small_releases import write_releases

from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import BASELINE, tagged_version
from pipelines.release.triage import decide as module
from pipelines.release.triage.actions import Action
from pipelines.release.triage.decide import decide
from pipelines.release.triage.file import FILE, read_triage


@pytest.fixture
def versions(tmp_path):
    return write_releases(tmp_path, 2)


def accept(version, check="drift_kinds"):
    return Action("accept", "corpus", check, version, "ann")


@pytest.fixture(autouse=True)
def no_card(monkeypatch):
    """The small releases have no files to name in a README."""
    monkeypatch.setattr(module, "write_pointer_card", lambda _: None)


def test_accepting_a_drift_moves_the_tag(tmp_path, versions):
    for version in versions:
        decide(tmp_path, accept(version))
        assert tagged_version(tmp_path, BASELINE) == version
    assert [action.version for action in read_triage(tmp_path).actions] == list(versions)


def test_nothing_changes_for_what_cannot_be(tmp_path, versions):
    for action, error in (
        (accept(versions[0], "rate_error"), ConfigError),
        (accept("20300101T000000Z-000000000000"), ConfigError),
    ):
        with pytest.raises(error):
            decide(tmp_path, action)
    (tmp_path / FILE).write_text("junk")
    with pytest.raises(StorageError, match="damaged"):
        decide(tmp_path, accept(versions[0]))
    assert tagged_version(tmp_path, BASELINE) is None


def test_the_context_is_entered_for_valid_decisions_only(tmp_path, versions):
    entered = []

    @contextmanager
    def around():
        entered.append(tagged_version(tmp_path, BASELINE))
        yield

    with pytest.raises(ConfigError):
        decide(tmp_path, accept(versions[0], "rate_error"), around)
    assert entered == []
    decide(tmp_path, accept(versions[0]), around)
    assert entered == [None]
