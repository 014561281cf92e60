"""Keys of object stores from a connection of Airflow, of type Amazon Web Services or any other.

Airflow's setting `[spindle] store_conn_id` (AIRFLOW__SPINDLE__STORE_CONN_ID) names it; if it is unset, `aws_default` is
used if it exists. Its fields are those of the Amazon provider, which need not be installed: login and password are the
access key and secret key, and the extra has `endpoint_url`, `region_name` and `aws_session_token`. What it lacks comes
from the environment. The connection is looked up when a store is first opened, and its keys stay in the memory of the
process.
"""

from typing import Any

from airflow.providers.common.compat.sdk import AirflowNotFoundException, Connection, conf

from pipelines.errors import ConfigError
from pipelines.storage.access import S3Access, set_finder

SETTING, DEFAULT = "store_conn_id", "aws_default"


def use_connection() -> None:
    """Let this process open stores with the keys of the connection."""
    set_finder(find_connection)


def find_connection() -> S3Access | None:
    """Return the access that the connection gives; None without one; raise ConfigError if the setting's is missing."""
    named = str(conf.get("spindle", SETTING, fallback="") or "").strip()
    try:
        connection = Connection.get(named or DEFAULT)
    except AirflowNotFoundException as error:
        if not named:
            return None
        raise ConfigError(
            f"expected [spindle] {SETTING} of Airflow to name a connection, got {named[:60]!r}, found none: "
            f"add it with `airflow connections add`, or correct AIRFLOW__SPINDLE__{SETTING.upper()}"
        ) from error
    return read_access(connection)


def read_access(connection: Any) -> S3Access:
    """Return the access that the fields of a connection describe."""
    extra = connection.extra_dejson
    extra = extra if isinstance(extra, dict) else {}
    nested = extra.get("service_config") or {}
    endpoint = (nested.get("s3") or {}).get("endpoint_url") or extra.get("endpoint_url") or _host(connection)
    return S3Access(
        key=connection.login or extra.get("aws_access_key_id"),
        secret=connection.password or extra.get("aws_secret_access_key"),
        token=extra.get("aws_session_token"),
        region=extra.get("region_name"),
        endpoint=endpoint,
    )


def _host(connection: Any) -> str | None:
    """Return the address of a server that the fields host and port, and perhaps schema, name."""
    if not connection.host:
        return None
    scheme = connection.schema if connection.schema in ("http", "https") else "https"
    host = connection.host if "://" in connection.host else f"{scheme}://{connection.host}"
    return f"{host}:{connection.port}" if connection.port else host
