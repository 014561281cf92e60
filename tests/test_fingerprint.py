"""The fingerprint of a stage's code covers what the stage imports, and nothing else."""

import ast
import shutil
from functools import cache

import pytest

from pipelines import fingerprint as fingerprints
from pipelines.fingerprint import PACKAGES, ROOT, code_fingerprint, imported_names, source_files
from pipelines.run import STAGES

MODULES = {stage: f"pipelines.stages.{stage}" for stage in STAGES}


def parse_imports(source):
    """The imports that Python's own parser finds."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    return {name for name in names if name.split(".")[0] in PACKAGES}


def test_imports_of_all_sources_are_those_that_python_parses():
    sources = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    assert len(sources) > 500
    for path in sources:
        source = path.read_text()
        if path.name != "fingerprint.py":  # its documentation shows imports
            assert imported_names(source) == parse_imports(source), path


@pytest.mark.parametrize(
    "source",
    [
        "import pipelines",
        "import os, pipelines.a as b, schemas.c",
        "import os; import pipelines.a; import schemas",
        "from pipelines import a, b as c",
        "from pipelines.a import (b, c,)",
        "from pipelines.a import (  # of (b)\n    b,  # noqa: F401 (why)\n    # and\n    c as d,\n)",
        "from pipelines.a import b, \\\n    c",
        "import os, \\\n    pipelines.b",
        "if 1:\n\tfrom schemas import A # B",
        "if 1: from schemas import A; x = 2",
        "try:\n    import pipelines.a\nexcept ImportError: import pipelines.b",
        "def f():\n    from pipelines.a import *",
        "from  pipelines.a  import(b)",
        "from pipelinesx import a\nfrom x.pipelines import b\nimport schemas_of, my.schemas",
        "from pipelines.a import(b);from schemas import c",
    ],
)
def test_imports_of_any_form_are_found(source):
    assert {name for name in imported_names(source) if not name.endswith("*")} == {
        name for name in parse_imports(source) if not name.endswith("*")
    }


@pytest.fixture
def copy(tmp_path):
    """A copy of the packages, to be changed."""
    for package in ("pipelines", "schemas"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def fingerprint(module, root):
    """The fingerprint as a new process would compute it."""
    code_fingerprint.cache_clear()
    return code_fingerprint(module, root)


@cache
def covered(stage):
    return {path.relative_to(ROOT) for path in source_files(MODULES[stage])}


@pytest.mark.parametrize("stage", STAGES)
def test_a_change_in_any_module_that_a_stage_imports_changes_its_key(stage, copy, monkeypatch):
    monkeypatch.setattr(fingerprints, "_path_of", cache(fingerprints._path_of))  # no file comes or goes
    before = fingerprint(MODULES[stage], copy)
    unnoticed = []
    for path in sorted(covered(stage)):
        source = (copy / path).read_bytes()
        (copy / path).write_bytes(source + b"\n# changed\n")
        if fingerprint(MODULES[stage], copy) == before:
            unnoticed.append(str(path))
        (copy / path).write_bytes(source)
    assert unnoticed == []
    assert fingerprint(MODULES[stage], copy) == before


def test_a_change_in_what_a_mixture_draws_changes_the_key_of_spin_articles(copy):
    (path,) = (copy / path for path in covered("spin_articles") if path.name == "mixture.py")
    before = fingerprint(MODULES["spin_articles"], copy)
    source = path.read_text()
    assert "low + (high - low) * luck" in source
    path.write_text(source.replace("low + (high - low) * luck", "high - (high - low) * luck"))
    assert fingerprint(MODULES["spin_articles"], copy) != before


@pytest.mark.parametrize("room", ["web", "cli"])
def test_a_change_in_a_room_that_no_stage_needs_changes_no_key(room, copy):
    before = {stage: fingerprint(module, copy) for stage, module in MODULES.items()}
    changed = [path for path in (copy / "pipelines" / room).rglob("*") if path.is_file()]
    assert changed
    for path in changed:
        path.write_bytes(path.read_bytes() + b"\n# changed\n")
    assert {stage: fingerprint(module, copy) for stage, module in MODULES.items()} == before


def test_every_module_that_python_loads_for_a_stage_is_covered():
    """Python itself is asked: a module that a stage loads and the reader of imports does not see is a fault."""
    import subprocess
    import sys

    code = (
        "import importlib, sys; importlib.import_module(sys.argv[1]);"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.split('.')[0] in ('pipelines', 'schemas')), sep='\\n')"
    )
    for stage, module in MODULES.items():
        run = subprocess.run([sys.executable, "-c", code, module], capture_output=True, text=True, check=True, cwd=ROOT)
        loaded = {line for line in run.stdout.splitlines() if line != "None"}
        assert loaded <= {str(ROOT / path) for path in covered(stage)}, stage


@pytest.mark.parametrize("name", ["page.html", "plot.svg", "style.css"])
def test_templates_and_styles_of_a_package_are_covered(tmp_path, name):
    package = tmp_path / "pipelines" / "report"
    (package / "templates").mkdir(parents=True)
    (package.parent / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "write.py").write_text("import json\n")
    path = package / "templates" / name
    prints = []
    for content in ("one", "other", "other"):
        path.write_text(content)
        prints.append(fingerprint("pipelines.report.write", tmp_path))
    assert prints[0] != prints[1] == prints[2]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import pipelines.a.b", {"pipelines.a.b"}),
        ("from pipelines import run", {"pipelines", "pipelines.run"}),
        ("def f():\n    from pipelines.a import b as c", {"pipelines.a", "pipelines.a.b"}),
        ("import numpy.random\nfrom airflow.sdk import dag", set()),
    ],
)
def test_imported_names(source, names):
    assert imported_names(source) == names
