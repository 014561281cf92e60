"""What Airflow loads, by the entry point `airflow.plugins`: the pages, and where the UI shows them.

Every Airflow process loads its plugins, tasks included. So the app and its libraries are imported when the API
server asks for it, and not before.
"""

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

PREFIX = "/spindle"


def mount_path() -> str:
    """The path of the pages below the server's host: Airflow may itself be mounted below a path."""
    return urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/") + PREFIX


class SpindlePlugin(AirflowPlugin):
    """The pages as an app of the API server, an entry in the navigation and a tab on the DAG run."""

    name = "spindle"
    external_views: list[Any] = [  # noqa: RUF012 - Airflow declares it so
        {
            "name": "Corpora",
            "href": f"{mount_path()}/",
            "destination": "nav",
            "category": "browse",
            "url_route": "corpora",
        },
        {
            "name": "Corpus",
            "href": f"{mount_path()}/run/{{DAG_ID}}/{{RUN_ID}}",
            "destination": "dag_run",
            "url_route": "corpus",
        },
    ]

    @cached_property
    def fastapi_apps(self) -> list[dict[str, Any]]:  # type: ignore[override]  # Airflow only reads it
        from pipelines.web.app import make_app  # noqa: PLC0415 - see above

        return [{"app": make_app(), "url_prefix": PREFIX, "name": "Spindle"}]
