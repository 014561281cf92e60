"""The tasks of push_release: the form, the connection's token, and the roots that confine them."""

import logging

import pytest
from hub import TOKEN, point_to, use_hub
from published import publish

from pipelines.errors import ConfigError, StorageError
from pipelines.workflow import push

ADDRESS = "hf://datasets/owner/tiny"


@pytest.fixture
def release(house):
    return publish(house / "corpora", parts=1)


@pytest.fixture
def hub(monkeypatch):
    with use_hub(monkeypatch) as hub:
        monkeypatch.setenv("HF_TOKEN", "of-somebody-else")
        monkeypatch.setenv("AIRFLOW_CONN_HUGGINGFACE_DEFAULT", f"huggingface://:{TOKEN}@")
        yield hub


@pytest.fixture
def allowed(house, monkeypatch):
    """The roots of outputs hold the releases, and the datasets of `owner` on the Hub."""
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", f"{house}/corpora,hf://owner/")


def form_of(published, **fields):
    return {"release": published.path, "repository": ADDRESS} | fields


@pytest.mark.usefixtures("allowed")
def test_a_release_is_pushed_with_the_token_of_the_connection(release, hub, caplog):
    with caplog.at_level(logging.INFO):
        filled = push.check_form(form_of(release))
        done = push.push_from_form(filled)
    repository = hub.repositories["owner/tiny"]
    assert (done["commit"], repository.private) == (repository.head, True)
    assert repository.tags == {release.version: repository.head}
    assert {token for method, path, token in hub.requests if method == "POST"} == {TOKEN}
    assert TOKEN not in caplog.text + str(filled) + str(done)
    assert f"{release.version} pushed in owner/tiny" in caplog.text
    assert push.push_from_form(filled)["pushed"] is False


@pytest.mark.usefixtures("allowed", "hub")
def test_the_release_is_fixed_when_the_form_is_checked(release):
    assert push.check_form(form_of(release, release=str(release.folder.parent)))["release"] == release.path


def test_a_confined_push_is_refused_unless_a_root_allows_it(release, hub, house, monkeypatch):
    filled = {name: field["default"] for name, field in push.FIELDS.items()} | form_of(release)
    for task in (push.check_form, push.push_from_form):
        with pytest.raises(ConfigError, match=r"expected the repository below .* got 'hf://datasets/owner/tiny'"):
            task(filled)
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", f"{house}/corpora,hf://others/")
    with pytest.raises(ConfigError, match="expected the repository below"):
        push.check_form(filled)
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", f"{house}/news,hf://owner/")
    for task in (push.check_form, push.push_from_form):
        with pytest.raises(ConfigError, match="expected the output below"):
            task(filled)
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", "")
    assert push.check_form(filled)["release"] == release.path
    assert hub.requests == []


@pytest.mark.usefixtures("allowed")
def test_a_link_out_of_the_release_is_not_uploaded(release, hub, house):
    file = next(release.folder.glob("data/*/*.parquet"))
    file.rename(house / "secret" / "pairs.parquet")
    file.symlink_to(house / "secret" / "pairs.parquet")
    with pytest.raises(Exception, match="files_are_there"):
        push.push_from_form(push.check_form(form_of(release)))
    assert hub.requests == []


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"connection": "aws_default"}, "whose name begins with huggingface"),
        ({"repository": "owner/tiny"}, "hf://datasets/OWNER/NAME"),
        ({"token": "x"}, "expected fields"),
    ],
)
def test_a_wrong_form_is_refused(release, fields, says):
    with pytest.raises(ConfigError, match=says):
        push.check_form(form_of(release, **fields))


@pytest.mark.usefixtures("allowed", "hub")
def test_a_connection_without_a_token_is_named(release, monkeypatch):
    for uri, says in (
        (None, "found none: add it, with the token as password"),
        ("huggingface://", "expected the token"),
    ):
        if uri:
            monkeypatch.setenv("AIRFLOW_CONN_HUGGINGFACE_EMPTY", uri)
        filled = push.check_form(form_of(release, connection="huggingface_empty"))
        with pytest.raises(ConfigError, match=says):
            push.push_from_form(filled)


@pytest.mark.usefixtures("allowed")
def test_the_host_of_the_connection_may_name_another_hub(release, hub, monkeypatch):
    point_to(monkeypatch, "http://127.0.0.1:9")
    filled = push.check_form(form_of(release))
    with pytest.raises(StorageError, match="127"):
        push.push_from_form(filled)
    connection = f'{{"conn_type": "huggingface", "password": "{TOKEN}", "host": "{hub.url}"}}'
    monkeypatch.setenv("AIRFLOW_CONN_HUGGINGFACE_DEFAULT", connection)
    assert push.push_from_form(filled)["url"].startswith(hub.url)
