"""Keys, regions and endpoints: from the program, the environment, or the files of ~/.aws, never mixed."""

import os
import pickle

import pytest

from pipelines.errors import ConfigError
from pipelines.storage import access
from pipelines.storage.access import S3Access, find_access, set_finder

KEYS = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture
def files(tmp_path):
    """Variables that name the files of ~/.aws, with two profiles."""
    (tmp_path / "credentials").write_text(
        "[default]\naws_access_key_id = one\naws_secret_access_key = 1%s\n"
        "[mine]\naws_access_key_id = two\naws_secret_access_key = 2\naws_session_token = t\n"
    )
    (tmp_path / "config").write_text(
        "[default]\nregion = eu-central-1\n[profile mine]\nregion = eu-west-1\nendpoint_url = https://s3.example.org\n"
        "[profile role]\nrole_arn = arn:aws:iam::1:role/x\n"
    )
    return {
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
    }


@pytest.fixture
def finder():
    yield set_finder
    set_finder(None)


def test_nothing_is_found_where_nothing_is(tmp_path):
    nowhere = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "a"), "AWS_CONFIG_FILE": str(tmp_path / "b")}
    assert find_access(nowhere) == S3Access()


def test_the_environment_comes_before_the_files(files):
    found = find_access({**files, **KEYS, "AWS_PROFILE": "mine", "AWS_REGION": "us-east-2"})
    assert found == S3Access("id", "secret", None, "us-east-2", "https://s3.example.org")


def test_an_environment_that_a_library_replaced_is_read(files, monkeypatch):
    """`datasets` assigns a copy to os.environ when it maps with several processes."""
    monkeypatch.setattr(os, "environ", {**files, **KEYS, "AWS_REGION": "us-east-2"})
    assert find_access() == S3Access("id", "secret", None, "us-east-2")


def test_the_endpoint_of_s3_comes_before_that_of_all_services():
    both = {"AWS_ENDPOINT_URL": "https://a.example.org", "AWS_ENDPOINT_URL_S3": "https://b.example.org"}
    assert find_access({**KEYS, **both}).endpoint == "https://b.example.org"


def test_profiles_are_read_from_both_files(files):
    assert find_access(files) == S3Access("one", "1%s", None, "eu-central-1", None)
    mine = S3Access("two", "2", "t", "eu-west-1", "https://s3.example.org")
    assert find_access({**files, "AWS_PROFILE": "mine"}) == mine


def test_a_token_of_the_environment_is_not_mixed_with_keys_of_a_profile(files):
    assert find_access({**files, "AWS_SESSION_TOKEN": "of other keys"}).token is None


def test_a_profile_without_keys_leaves_them_to_the_client(files):
    assert not find_access({**files, "AWS_PROFILE": "role"}).has_keys


def test_a_profile_that_is_in_no_file_is_named(files):
    with pytest.raises(ConfigError, match=r"expected AWS_PROFILE to name a profile in .*got 'none'"):
        find_access({**files, "AWS_PROFILE": "none"})


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "a").write_text("no section\n")
    with pytest.raises(ConfigError, match=r"expected profiles of AWS in .*/a, but it cannot be read"):
        find_access({"AWS_CONFIG_FILE": str(tmp_path / "a")})


@pytest.mark.parametrize("endpoint", ["ftp:/x", "localhost:9000", "http://me:hunter2@host", "https://a b", "http://"])
def test_an_odd_endpoint_is_refused_and_not_shown(endpoint):
    with pytest.raises(ConfigError, match="expected the endpoint of S3 to be an address") as caught:
        find_access({**KEYS, "AWS_ENDPOINT_URL": endpoint})
    assert "hunter2" not in str(caught.value)


def test_a_finder_comes_first_and_is_asked_once_a_minute(finder, monkeypatch):
    asked = []
    finder(lambda: asked.append(1) or S3Access("k", "s", "t", endpoint="https://c.example.org"))
    env = {**KEYS, "AWS_SESSION_TOKEN": "other", "AWS_REGION": "r"}
    for _ in range(3):
        assert find_access(env) == S3Access("k", "s", "t", "r", "https://c.example.org")
    assert len(asked) == 1
    monkeypatch.setattr(access, "FRESH_SECONDS", -1)
    find_access(env)
    assert len(asked) == 2


def test_a_finder_without_keys_gives_endpoint_and_region(finder):
    finder(lambda: S3Access(region="r", endpoint="https://c.example.org"))
    assert find_access(KEYS) == S3Access("id", "secret", None, "r", "https://c.example.org")


def test_keys_are_never_shown_or_pickled():
    found = S3Access("id", "secret", "token", "r")
    assert repr(found) == "S3Access(region='r', endpoint=None)"
    with pytest.raises(TypeError):
        pickle.dumps(found)
