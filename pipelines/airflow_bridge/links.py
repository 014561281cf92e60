"""Addresses of our pages in Airflow's UI, for mails and asset events, which are read elsewhere."""

from urllib.parse import quote

from airflow.sdk.configuration import conf

PREFIX = "/spindle"


def run_page(dag_id: str, run_id: str) -> str:
    """The page of a DAG run: verdict, progress, and what stopped it."""
    return address("run", dag_id, run_id)


def address(*steps: str) -> str:
    """The page at these steps below the plugin's prefix, on the server that `[api] base_url` names."""
    base = (conf.get("api", "base_url", fallback="") or "").rstrip("/")
    return "/".join([f"{base}{PREFIX}", *(quote(step, safe="") for step in steps)])
