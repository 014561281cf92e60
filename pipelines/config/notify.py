"""Whom the DAG tells of a run, as settings: Airflow notifiers by their import path, with what they are made from.

A configuration is kept with the run, shown in Airflow's UI and passed between tasks, so no secret may stand in it:
addresses, passwords and tokens belong into an Airflow connection, which a notifier names by its `..._conn_id`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

# Names of arguments that hold secrets, by any of their words: `smtp_password`, `apiKey`, `webhook_url`.
SECRET = {
    *("password", "passwd", "pwd", "passphrase", "secret", "secrets", "token", "tokens", "key", "apikey", "keys"),
    *("credential", "credentials", "auth", "authorization", "cookie", "webhook", "signature"),
}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Za-z][a-z]*")
# A user and a password in an address: scheme://user:password@host.
LOGIN = re.compile(r"\w://[^\s/@]*:[^\s/@]*@")


class Notifier(BaseModel):
    """One notifier and its arguments."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    notifier: str = Field(
        pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$",
        description="Import path of an Airflow notifier: airflow.providers.smtp.notifications.smtp.SmtpNotifier.",
    )
    kwargs: dict[str, Any] = Field(
        {}, description="What it is made from; templates may use {{ spindle.title }} and {{ spindle.html }}."
    )

    @field_validator("kwargs")
    @classmethod
    def _no_secrets(cls, value: dict[str, Any]) -> dict[str, Any]:
        if found := next(secrets_in(value), None):
            raise ValueError(
                f"expected no secret in the configuration, but {found!r} looks like one: "
                "put it into an Airflow connection and name that, such as smtp_conn_id: my_mail"
            )
        return value


class Notify(BaseModel):
    """Whom the build_corpus DAG tells, and when. `spindle build` tells nobody: it is there on the terminal."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    on_failure: tuple[Notifier, ...] = Field((), description="When a task failed, or a check stopped the release.")
    on_release: tuple[Notifier, ...] = Field((), description="When a release was published that was not there before.")
    on_approval: tuple[Notifier, ...] = Field((), description="When a release waits for somebody's approval.")


def secrets_in(value: Any, name: str = "") -> Iterator[str]:
    """Names, dotted, of what looks like a secret in `value`, any JSON.

    >>> list(secrets_in({"to": "a@b.c", "smtp_conn_id": "mail", "headers": [{"X-Auth-Token": "t"}]}))
    ['headers.0.X-Auth-Token']
    """
    if isinstance(value, Mapping):
        for key, item in value.items():
            below = f"{name}.{key}".removeprefix(".")
            if {word.lower() for word in WORD.findall(str(key))} & SECRET and item:
                yield below
            else:
                yield from secrets_in(item, below)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from secrets_in(item, f"{name}.{index}")
    elif isinstance(value, str) and LOGIN.search(value):
        yield name
