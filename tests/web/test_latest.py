"""The page of LATEST: promote, roll back, and two people who do so at once."""

import shutil

import pytest
from web.audit_log import clear_entries, read_entries
from web.forms import token_of
from web.histories import publish_days, rate_error, version_of

from pipelines.release.find import latest_version
from pipelines.release.pointers.latest import find_former, promote
from pipelines.release.pointers.marks import HIDING, read_mark, set_mark
from pipelines.release.pointers.tags import set_tag

PAGE = "/spindle/corpora/corpora/tiny/latest"


@pytest.fixture
def dataset(release):
    publish_days(release, [1, 2], lambda _: [rate_error(0.01)])
    clear_entries()
    return release.folder.parent


def move(client, change, version, expected):
    fields = {"change": change, "version": version, "expected": expected, "token": token_of(client, PAGE)}
    return client.post(PAGE, data=fields)


def test_promote_and_roll_back(operator, dataset, release):
    assert move(operator, "promote", version_of(2), release.version).status_code == 303
    assert latest_version(dataset) == version_of(2)
    text = operator.get(PAGE).text
    assert f'<input type="hidden" name="version" value="{release.version}">' in text  # the former one
    assert move(operator, "roll_back", release.version, version_of(2)).status_code == 303
    assert latest_version(dataset) == release.version
    assert [(event, facts["before"], facts["version"]) for event, _, facts in read_entries()] == [
        ("spindle_promote", release.version, version_of(2)),
        ("spindle_roll_back", version_of(2), release.version),
    ]


def test_a_form_made_before_latest_moved_is_refused(operator, dataset, release):
    """Two people who look at the same page: the second one learns what the first one did."""
    assert move(operator, "promote", version_of(1), release.version).status_code == 303
    answer = move(operator, "promote", version_of(2), release.version)
    assert answer.status_code == 409
    assert f"it names {version_of(1)} by now" in answer.text
    assert latest_version(dataset) == version_of(1)
    assert [event for event, *_ in read_entries()] == ["spindle_promote", "spindle_promote", "spindle_promote_failed"]


def test_a_release_that_is_being_pruned_is_not_promoted(operator, dataset, release):
    mark = read_mark(dataset, version_of(1))
    set_mark(mark, HIDING, (dataset / version_of(1) / "manifest.json").read_text())
    answer = move(operator, "promote", version_of(1), release.version)
    assert answer.status_code == 409
    assert "being pruned" in answer.text
    assert latest_version(dataset) == release.version


def test_the_page_names_tags_and_history(operator, dataset, release):
    set_tag(dataset, "paper", version_of(1))
    promote(dataset, version_of(1))
    text = operator.get(f"{PAGE}?version={version_of(2)}").text
    assert f'value="{version_of(2)}" selected' in text
    assert text.index("<h2>Before</h2>") < text.rindex(release.version)
    assert "@paper" in operator.get(PAGE.removesuffix("/latest")).text


def test_a_dataset_without_latest_has_a_page(operator, dataset, release):
    (dataset / "LATEST").unlink()
    text = operator.get(PAGE).text
    assert "LATEST names no release" in text
    assert move(operator, "promote", version_of(2), "").status_code == 303
    assert latest_version(dataset) == version_of(2)


def test_a_latest_that_lost_its_release_says_what_readers_take_and_leads_back(operator, dataset, release):
    promote(dataset, version_of(1))
    promote(dataset, version_of(2))
    shutil.rmtree(dataset / version_of(2))
    for page in (PAGE, PAGE.removesuffix("/latest"), "/spindle/"):
        text = operator.get(page).text
        assert f'LATEST names <span class="id">{version_of(2)}</span>, which is not there any more' in text
        assert f'readers take the newest one, <span class="id">{version_of(1)}</span>' in text
    assert find_former(dataset) == version_of(1)
    assert f'<input type="hidden" name="version" value="{version_of(1)}">' in operator.get(PAGE).text
    assert move(operator, "roll_back", version_of(1), version_of(2)).status_code == 303
    assert latest_version(dataset) == version_of(1)
    for page in (PAGE, PAGE.removesuffix("/latest"), "/spindle/"):
        assert "readers take the newest one" not in operator.get(page).text


def test_the_move_is_said_once(operator, dataset, release):
    answer = move(operator, "promote", version_of(1), release.version)
    there = answer.headers["location"]
    assert "LATEST was moved" in operator.get(there).text
    assert "LATEST was moved" not in operator.get(there).text
    assert "LATEST was moved" not in operator.get(f"{PAGE}?done=1").text


def test_a_move_in_a_folder_that_addresses_quote_is_said_once(operator, spaced):
    (version,) = publish_days(spaced, [1], lambda _: [])
    page = "/spindle/corpora/my%20corpora/tiny/latest"
    fields = {"change": "promote", "version": version, "expected": spaced.version, "token": token_of(operator, page)}
    there = operator.post(page, data=fields).headers["location"]
    assert "LATEST was moved" in operator.get(there).text
    assert "LATEST was moved" not in operator.get(there).text


def test_without_a_release_there_is_nothing_to_take(operator, root):
    (root / "young" / "work").mkdir(parents=True)
    text = operator.get("/spindle/corpora/corpora/young/latest").text
    assert "LATEST names no release: the dataset has none, so there is nothing to load." in text


def test_the_dataset_page_leads_there(reader, dataset):
    text = reader.get(PAGE.removesuffix("/latest")).text
    assert f'href="{PAGE}"' in text
    assert f'href="{PAGE}?version={version_of(2)}"' in text
