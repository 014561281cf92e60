"""Addresses of Spindle's pages in Airflow's UI, for mails and asset events."""

from urllib.parse import quote

from airflow.providers.common.compat.sdk import conf

from pipelines.redact import redact_text
from pipelines.storage.places import Place, open_place

PREFIX = "/spindle"


def run_page(dag_id: str, run_id: str) -> str:
    """Address of the page of a DAG run."""
    return address("run", dag_id, run_id)


def release_page(path: str) -> str:
    """Address of the page of the release in the folder `path`; empty if no configured root holds that folder."""
    folder = open_place(path)
    root = _name_root(folder.parent.parent)
    return address("corpora", root, folder.parent.name, folder.name) if root else ""


def check_page(dataset_folder: Place, suite: str, check: str, version: str | None) -> str:
    """Address of the page of a check, where people decide on its findings; empty if no configured root holds it.

    version  the release of the finding; None for a run that has published nothing
    """
    root = _name_root(dataset_folder.parent)
    page = address("corpora", root, dataset_folder.name, "checks", suite, check) if root else ""
    return f"{page}?version={version}" if page and version else page


def _name_root(folder: Place) -> str:
    """The name of the configured root that is this folder; "" if none is."""
    from pipelines.workflow.roots import find_roots  # noqa: PLC0415 - FastAPI is not for reading a DAG file

    return next((name for name, root in find_roots().items() if root == folder), "")


def address(*steps: str) -> str:
    """Address below the plugin's prefix on the server that `[api] base_url` names; `steps` are its path segments."""
    base = redact_text(conf.get("api", "base_url", fallback="") or "").rstrip("/")
    return "/".join([f"{base}{PREFIX}", *(quote(step, safe="") for step in steps)])
