"""Connections as Airflow's own provider describes them, read without it."""

import json

import pytest
from airflow.sdk import Connection

from pipelines.errors import ConfigError
from pipelines.storage.access import S3Access, find_access, set_finder
from pipelines.workflow.stores import find_connection, read_access, use_connection

FIELDS = {"conn_type": "aws", "login": "id", "password": "sec/ret+"}


def connect(**fields):
    return Connection.from_json(json.dumps({**FIELDS, **fields})) if fields else Connection(conn_id="x", **FIELDS)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"extra": {}}, S3Access("id", "sec/ret+")),
        (
            {"extra": {"endpoint_url": "http://h:1", "region_name": "r", "aws_session_token": "t"}},
            S3Access("id", "sec/ret+", "t", "r", "http://h:1"),
        ),
        (
            {"extra": {"endpoint_url": "http://h:1", "service_config": {"s3": {"endpoint_url": "http://h:2"}}}},
            S3Access("id", "sec/ret+", endpoint="http://h:2"),
        ),
        ({"host": "h", "port": 9000}, S3Access("id", "sec/ret+", endpoint="https://h:9000")),
        ({"host": "h", "port": 9000, "schema": "http"}, S3Access("id", "sec/ret+", endpoint="http://h:9000")),
        ({"host": "http://h:9"}, S3Access("id", "sec/ret+", endpoint="http://h:9")),
        (
            {"login": None, "password": None, "extra": {"aws_access_key_id": "a", "aws_secret_access_key": "b"}},
            S3Access("a", "b"),
        ),
    ],
)
def test_fields_of_the_amazon_provider_are_understood(fields, found):
    assert read_access(connect(**fields)) == found


def test_the_connection_of_the_setting_is_asked(monkeypatch):
    monkeypatch.setenv("AIRFLOW__SPINDLE__STORE_CONN_ID", "mine")
    monkeypatch.setenv("AIRFLOW_CONN_MINE", json.dumps(FIELDS))
    assert find_connection() == S3Access("id", "sec/ret+")


def test_a_missing_connection_of_the_setting_is_an_error(monkeypatch):
    monkeypatch.setenv("AIRFLOW__SPINDLE__STORE_CONN_ID", "nobody")
    with pytest.raises(ConfigError, match=r"expected \[spindle\] store_conn_id of Airflow .*got 'nobody'"):
        find_connection()


def test_without_a_setting_and_a_connection_the_environment_is_asked(monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_AWS_DEFAULT", raising=False)
    assert find_connection() is None


def test_the_connection_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(FIELDS))
    use_connection()
    try:
        keys = {"AWS_ACCESS_KEY_ID": "other", "AWS_SECRET_ACCESS_KEY": "other", "AWS_SESSION_TOKEN": "other"}
        assert find_access({**keys, "AWS_REGION": "r"}) == S3Access("id", "sec/ret+", region="r")
    finally:
        set_finder(None)
