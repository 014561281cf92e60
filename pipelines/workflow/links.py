"""Addresses of Spindle's pages in Airflow's UI, for mails and asset events."""

from urllib.parse import quote

from airflow.providers.common.compat.sdk import conf

from pipelines.storage.places import open_place

PREFIX = "/spindle"


def run_page(dag_id: str, run_id: str) -> str:
    """Address of the page of a DAG run."""
    return address("run", dag_id, run_id)


def release_page(path: str) -> str:
    """Address of the page of the release in the folder `path`; empty if no configured root holds that folder."""
    from pipelines.workflow.roots import find_roots  # noqa: PLC0415 - FastAPI is not for reading a DAG file

    folder = open_place(path)
    roots = (name for name, root in find_roots().items() if root == folder.parent.parent)
    return next((address("corpora", name, folder.parent.name, folder.name) for name in roots), "")


def address(*steps: str) -> str:
    """Address below the plugin's prefix on the server that `[api] base_url` names; `steps` are its path segments."""
    base = (conf.get("api", "base_url", fallback="") or "").rstrip("/")
    return "/".join([f"{base}{PREFIX}", *(quote(step, safe="") for step in steps)])
