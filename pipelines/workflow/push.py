"""The trigger form of the DAG push_release, and its tasks: JSON in, JSON out.

The token is the password of an Airflow connection, read when the task runs. It is in no XCom, log or message.
"""

import logging
import os
import re
from collections.abc import Mapping
from typing import Any

from airflow.sdk.log import mask_secret

from pipelines.config.files import OUTPUT
from pipelines.errors import ConfigError
from pipelines.storage.places import open_place
from pipelines.workflow.confine import confine_output, find_confines

log = logging.getLogger(__name__)
Json = dict[str, Any]
CONNECTION = "huggingface_default"
# Only connections of this name: anybody who may start a run could send the password of another one to the Hub.
CONNECTIONS = re.compile(r"huggingface[\w.-]*")
# Field -> its JSON schema, in the order of the form.
FIELDS: dict[str, Json] = {
    "release": {
        "type": "string",
        "minLength": 1,
        "title": "Release",
        "description": "Folder of a release, or of a dataset for its latest release.",
        "default": f"{os.environ.get(OUTPUT, 'corpora')}/sample",
    },
    "repository": {
        "type": "string",
        "pattern": r"^hf://(datasets/)?[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$",
        "title": "Repository",
        "description": "Dataset on the Hugging Face Hub, hf://datasets/OWNER/NAME; it is created if it does not exist.",
        "default": "hf://datasets/owner/news",
    },
    "connection": {
        "type": "string",
        "pattern": f"^{CONNECTIONS.pattern}$",
        "title": "Connection",
        "description": "Airflow connection whose password is the access token; its name begins with huggingface.",
        "default": CONNECTION,
    },
    "private": {
        "type": "boolean",
        "title": "Private",
        "description": "Create the repository as a private one.",
        "default": True,
    },
    "replace": {
        "type": "boolean",
        "title": "Replace a newer release",
        "description": "Make it the current content even if the repository has a newer release.",
        "default": False,
    },
}


def check_form(form: Mapping[str, Any]) -> Json:
    """Complete and check a filled form; raise ConfigError for a release or a repository outside the roots of outputs.

    The path of the release becomes that of its version: a release published meanwhile is not pushed in its place.
    """
    from pipelines.release.find import find_release  # noqa: PLC0415 - a DAG file is read every few seconds

    if unknown := sorted(set(form) - set(FIELDS)):
        raise ConfigError(f"expected fields {', '.join(FIELDS)}, got {', '.join(unknown)}: remove it")
    filled = {name: form.get(name, field["default"]) for name, field in FIELDS.items()}
    if not CONNECTIONS.fullmatch(filled["connection"]):
        raise ConfigError(
            f"expected a connection whose name begins with huggingface, got {filled['connection'][:60]!r}: "
            "save the token under such a name"
        )
    _confine(filled)
    return filled | {"release": find_release(filled["release"]).path}


def push_from_form(filled: Json) -> Json:
    """Push as a checked form asks for; return the repository, its commit, and the figures of the push."""
    from pipelines.release.find import read_release  # noqa: PLC0415 - see above
    from pipelines.release.hub.push import push_release  # noqa: PLC0415 - see above
    from pipelines.release.hub.repository import Repository, parse_repository  # noqa: PLC0415 - see above

    _confine(filled)
    token, endpoint = _read_connection(filled["connection"])
    repository = Repository(parse_repository(filled["repository"]), token, endpoint, private=filled["private"])
    push = push_release(read_release(open_place(filled["release"])), repository, replace=filled["replace"])
    how = "pushed" if push.pushed else "already there"
    log.info(
        "%s %s in %s: %d files, commit %s, %s", push.version, how, push.repository, push.files, push.commit, push.url
    )
    if push.current != push.version:
        log.warning(
            "main holds %s, a newer release: set `replace` to make %s the current content", push.current, push.version
        )
    return push.to_json()


def _confine(filled: Json) -> None:
    """Raise ConfigError for a release or a repository outside the roots of outputs."""
    from pipelines.release.hub.repository import parse_repository  # noqa: PLC0415 - see above

    address = f"hf://datasets/{parse_repository(filled['repository'])}"
    confine_output(filled["release"])
    if (outputs := find_confines().outputs) is not None:
        outputs.check("the repository", address)


def _read_connection(name: str) -> tuple[str, str | None]:
    """Return the token of a connection, and the endpoint if its host names one; raise ConfigError without a token."""
    from airflow.providers.common.compat.sdk import AirflowNotFoundException  # noqa: PLC0415 - see above
    from airflow.sdk import Connection  # noqa: PLC0415 - see above

    try:
        connection = Connection.get(name)
    except AirflowNotFoundException as error:
        raise ConfigError(
            f"expected the Airflow connection {name}, found none: add it, with the token as password"
        ) from error
    if not connection.password:
        raise ConfigError(f"expected the token as the password of the Airflow connection {name}, found none: add it")
    mask_secret(connection.password)
    return connection.password, connection.host if "://" in (connection.host or "") else None
