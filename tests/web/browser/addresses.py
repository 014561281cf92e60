"""The addresses of all pages in a browser, route by route, over the remains of the runs in web.live_runs."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from web.live_runs import FORMS, run_id

# Routes that answer with a file to keep, or with a document that is shown within a page.
FILES = {
    "/corpora/{root}/{dataset}/audits/{key}/{path:path}",
    "/corpora/{root}/{dataset}/{version}/files/{path:path}",
    "/corpora/{root}/{dataset}/{version}/download/{path:path}",
    "/corpora/{root}/{dataset}/{version}/download",
}
DATASET = "/corpora/{root}/{dataset}"
RELEASE = "/corpora/{root}/{dataset}/{version}"
# Route -> what follows the filled route, for each of its addresses: "" for the route alone.
QUERIES = {
    f"{DATASET}/quarantine": ["", "?reason=function_words_lost"],
    f"{RELEASE}/pairs": ["", "?word=bridge&sort=-rate", "?text=no+such+words"],
    f"{RELEASE}/compare/{{other_root}}/{{other_dataset}}/{{other}}": ["", "?show=changed"],
}


@dataclass(frozen=True)
class Remains:
    """The folder of the dataset `harbour` after the runs."""

    folder: Path

    @cached_property
    def versions(self):
        """The releases of the runs `passed` and `warned`."""
        return sorted(path.parent.name for path in self.folder.glob("*/manifest.json"))[:2]

    @cached_property
    def key(self):
        """The key of the audit that stopped a run."""
        (found,) = (
            path.parent.name
            for path in self.folder.glob("work/*/*/results.json")
            if json.loads(path.read_text())["verdict"] == "failed"
        )
        return found

    def dropped(self, what):
        """The key of a part with dropped rows."""
        return min(path.stem for path in self.folder.glob(f"{what}/*/*.parquet"))

    @property
    def home(self):
        """The address of the dataset's page, below the prefix of the pages."""
        return f"/corpora/{self.folder.parent.name}/{self.folder.name}"


def run_address(name):
    return f"/run/build_corpus/{quote(run_id(name), safe='')}"


def addresses_of(remains):
    """Route -> the addresses that are opened in a browser; the newer release stands for both."""
    passed, warned = remains.versions
    values = {
        "root": remains.folder.parent.name,
        "dataset": remains.folder.name,
        "version": warned,
        "key": remains.key,
        "path": "report.html",
        "suite": "corpus",
        "check": "drift_swap_rate",
        "file": "0",
        "row": "0",
        "part": remains.dropped("quarantine"),
        "other_root": remains.folder.parent.name,
        "other_dataset": remains.folder.name,
        "other": passed,
    }
    special = {
        "/run/{dag_id}/{run_id}": [run_address(name) for name in FORMS],
        f"{DATASET}/rejects/{{part}}/{{row}}": [
            _fill(f"{DATASET}/rejects/{{part}}/{{row}}", values | {"part": remains.dropped("rejects")})
        ],
        f"{RELEASE}/documents/{{path:path}}": [
            _fill(f"{RELEASE}/documents/{{path:path}}", values | {"path": f"quality/{name}"})
            for name in ("report.html", "data_docs/index.html")
        ],
    }
    return Addresses(values, special)


@dataclass(frozen=True)
class Addresses:
    """The addresses of a route, by its path."""

    values: dict
    special: dict

    def of(self, route):
        """The addresses of a route; KeyError for a parameter that nothing here has a value for."""
        return self.special.get(route) or [_fill(route, self.values) + more for more in QUERIES.get(route, [""])]


def _fill(route, values):
    return route.replace(":path", "").format(**values)
