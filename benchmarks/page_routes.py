"""The addresses of all pages for benchmarks, from their routers: a new page is measured, or its values asked for."""

import re
from collections.abc import Iterator, Mapping

from fastapi.routing import APIRoute

# Routes that are not measured, and why.
LEFT_OUT = {
    "/run/{dag_id}/{run_id}": "shows a run in Airflow's database",
    "/corpora/{root}/{dataset}/{version}/lineage": "shows runs and DAGs in Airflow's database",
    "/corpora/{root}/{dataset}/{version}/download": "is as long as its rows: measured apart, by its first byte too",
}
PATH = re.compile(r"{(\w+)(?::\w+)?}")
# The paths of documents and downloads, by the step of the address before them.
PATHS = {
    "audits": "results.json",
    "stopped": "report.html",
    "documents": "quality/report.html",
    "files": "quality/report.html",
    "download": "quality/report.html",
}


def list_addresses(routes: list[APIRoute], values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each route that is asked for by GET, and an address of it.

    values  of the parameters
    Raise SystemExit for a parameter without a value.
    """
    for route in routes:
        if "GET" not in (route.methods or ()) or route.path in LEFT_OUT:
            continue
        known = dict(values) | {"path": PATHS.get(route.path.split("/{path")[0].rpartition("/")[2], "")}
        if "{key}/{path" in route.path:
            known["path"] = PATHS[route.path.split("/{key}")[0].rpartition("/")[2]]
        if "/{part}/" in route.path:
            known["part"] = values["quarantined" if "/quarantine/" in route.path else "rejected"]
        missing = [name for name in PATH.findall(route.path) if not known.get(name)]
        if missing:
            raise SystemExit(
                f"expected a value for {', '.join(missing)} of {route.path}: add it to benchmarks/page_corpora.py"
            )
        address = PATH.sub(lambda found, known=known: known[found[1]], route.path)  # type: ignore[misc]
        yield route.path, address
