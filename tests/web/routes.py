"""The addresses of all pages there are, so that a new page is tested as soon as it is added."""

import re

VALUES = {
    "root": "corpora",
    "dataset": "tiny",
    "version": "20261124T083000Z-abcdef123456",
    "path": "quality/results.json",
    "dag_id": "build_corpus",
    "run_id": "manual__1",
}


def all_routes():
    from pipelines.web.app import make_app

    return make_app().routes


def fill(path, **values):
    """The path of a route with a value for each of its parameters; "1" for one that has none in VALUES."""
    known = VALUES | values
    return re.sub(r"{(\w+)(?::\w+)?}", lambda match: known.get(match[1], "1"), path)


def parameters(path):
    """Names of the parameters of a route's path."""
    return re.findall(r"{(\w+)", path)
