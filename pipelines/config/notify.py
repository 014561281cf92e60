"""The notifications of a run: Airflow notifiers by their import path, with their arguments.

A configuration is stored with the run, shown in Airflow's UI and passed between tasks, so it must not contain secrets:
addresses, passwords and tokens belong in an Airflow connection, which a notifier names with its `..._conn_id`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipelines.redact import holds_secret

# Words in the names of arguments that hold secrets: `smtp_password`, `apiKey`, `webhook_url`.
SECRET = {
    *("password", "passwd", "pwd", "passphrase", "secret", "secrets", "token", "tokens", "key", "apikey", "keys"),
    *("credential", "credentials", "auth", "authorization", "cookie", "webhook", "signature"),
}
CONNECTION = re.compile(r"[\w.-]{1,100}")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Za-z][a-z]*")


class Notifier(BaseModel):
    """One notifier and its arguments."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    notifier: str = Field(
        pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$",
        description="Import path of an Airflow notifier: airflow.providers.smtp.notifications.smtp.SmtpNotifier.",
    )
    kwargs: dict[str, Any] = Field(
        {},
        description="Its arguments; templates may use {{ spindle.title }} and {{ spindle.html }}. What looks like a "
        "password, a token or a key is refused: put it in an Airflow connection, and name that.",
    )

    @field_validator("kwargs")
    @classmethod
    def _no_secrets(cls, value: dict[str, Any]) -> dict[str, Any]:
        if found := next(secrets_in(value), None):
            raise ValueError(
                f"expected no secret in the configuration, but {found!r} looks like one: "
                "put it in an Airflow connection and name the connection, such as smtp_conn_id: my_mail"
            )
        return value


class Notify(BaseModel):
    """The notifiers of the build_corpus DAG. `spindle build` notifies nobody: it reports on the terminal."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    on_failure: tuple[Notifier, ...] = Field(
        (), description="Notify when a task failed, or a check stopped the release."
    )
    on_release: tuple[Notifier, ...] = Field((), description="Notify when a new release was published.")
    on_approval: tuple[Notifier, ...] = Field(
        (),
        description="Notify when a release waits for approval, and when it is rejected or nobody answers in time.",
    )


def secrets_in(value: Any, name: str = "") -> Iterator[str]:
    """Yield the dotted names of values that look like secrets in `value`, any JSON.

    >>> list(secrets_in({"to": "a@b.c", "smtp_conn_id": "mail", "headers": [{"X-Auth-Token": "t"}]}))
    ['headers.0.X-Auth-Token']
    """
    if isinstance(value, Mapping):
        for key, item in value.items():
            below = f"{name}.{key}".removeprefix(".")
            if {word.lower() for word in WORD.findall(str(key))} & SECRET and item and not _names_connection(key, item):
                yield below
            else:
                yield from secrets_in(item, below)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from secrets_in(item, f"{name}.{index}")
    elif isinstance(value, str) and holds_secret(value):
        yield name


def _names_connection(key: Any, value: Any) -> bool:
    """True for the name of a connection, as in `slack_webhook_conn_id: slack`."""
    return str(key).endswith("conn_id") and isinstance(value, str) and CONNECTION.fullmatch(value) is not None
