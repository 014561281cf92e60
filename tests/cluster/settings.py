"""Settings of Airflow in the cluster: those of deploy/celery.env, with shorter times, places and secrets of its own."""

import json
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

ROOT = Path(__file__).parents[2]
RECOMMENDED = ROOT / "deploy" / "celery.env"
USER = "operator"
# A test does not wait for minutes until a lost worker is noticed.
SHORTER = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "40",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "90",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "10",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "15",
}


@dataclass(frozen=True)
class Secrets:
    """Passwords and keys of one run, drawn anew."""

    postgres: str = field(default_factory=secrets.token_hex)
    redis: str = field(default_factory=secrets.token_hex)
    store: str = field(default_factory=secrets.token_hex)
    user: str = field(default_factory=secrets.token_hex)
    signing: str = field(default_factory=lambda: secrets.token_hex(64))
    fernet: str = field(default_factory=lambda: Fernet.generate_key().decode())


def read_env(path: Path) -> dict[str, str]:
    """The variables of a file of NAME=value lines, quoted as for a shell, with comments."""
    return dict(word.split("=", 1) for word in shlex.split(path.read_text(encoding="utf-8"), comments=True))


def airflow_settings(home: Path, port: int, database: str, broker: str, known: Secrets) -> dict[str, str]:
    """The environment variables of every process of Airflow.

    port      of the API server
    database  address in PostgreSQL, without the driver
    broker    address in Redis
    """
    api = f"http://127.0.0.1:{port}"
    return {
        **read_env(RECOMMENDED),
        **SHORTER,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__API__BASE_URL": api,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__SECRET_KEY": known.signing,
        "AIRFLOW__API_AUTH__JWT_SECRET": known.signing,
        "AIRFLOW__CELERY__BROKER_URL": broker,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+postgresql+psycopg2://{database}",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{api}/execution/",
        "AIRFLOW__CORE__FERNET_KEY": known.fernet,
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:op",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{database}",
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
    }


def store_settings(endpoint: str, key: str, secret: str, folder: Path) -> dict[str, str]:
    """The environment variables that lead to the S3 server, and to no other credentials."""
    return {
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_CONFIG_FILE": str(folder / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none"),
    }


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without settings of another Airflow, another store or another Spindle.

    >>> clean_environment({"AIRFLOW_HOME": "/a", "AWS_PROFILE": "b", "SPINDLE_HOME": "/c", "PATH": "/bin"})
    {'PATH': '/bin'}
    """
    foreign = ("AIRFLOW_", "AWS_", "SPINDLE_")
    return {name: value for name, value in environment.items() if not name.startswith(foreign)}


def write_home(home: Path, password: str) -> None:
    """Make the home of Airflow: the password of the user, and the stages imported once a worker."""
    (home / "config").mkdir(parents=True)
    passwords = home / "passwords.json"
    passwords.touch(mode=0o600)
    passwords.write_text(json.dumps({USER: password}), encoding="utf-8")
    source = ROOT / "deploy" / "airflow_local_settings.py"
    (home / "config" / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
