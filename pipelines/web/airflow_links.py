"""Addresses of pages of Airflow's own UI."""

from urllib.parse import quote, urlsplit

from airflow.configuration import conf


def in_airflow(*steps: object) -> str:
    """Return the address of a page of Airflow's own UI; `steps` are its path segments."""
    prefix = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")
    return "/".join([prefix, *(quote(str(step), safe="") for step in steps)])
