"""The plugin that Airflow loads by the entry point `airflow.plugins`: the pages, and their places in the UI.

Every Airflow process loads its plugins, tasks included. The app and its libraries are imported only when the API server
asks for the app.
"""

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

PREFIX = "/spindle"


def mount_path() -> str:
    """Return the path of the pages on the server: Airflow may be mounted below a path."""
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
        import gc  # noqa: PLC0415 - see above

        from pipelines.web.app import make_app  # noqa: PLC0415

        app = make_app()
        # A page of pairs has some ten thousand values, so one request in 20 ran a full garbage collection, which took
        # 300 ms for the 350,000 objects of Airflow and all libraries. They stay as long as the server does: they are no
        # longer looked at, as in Airflow's executor and its DAG processor.
        gc.freeze()
        return [{"app": app, "url_prefix": PREFIX, "name": "Spindle"}]
