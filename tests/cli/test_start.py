"""The start of the command: it loads what the command at hand needs, and nothing else that takes long to load."""

import subprocess
import sys

import pytest

ARROW = {"numpy", "pandas", "pyarrow"}
BUILDING = {"airflow", "datasets", "great_expectations", "jinja2", "nlpaug", "scipy", "sklearn", "trafilatura"}
CODE = """
import sys
from pipelines.cli import main
sys.argv = ["spindle", *sys.argv[1:]]
try:
    main()
finally:
    sys.stderr.write(" ".join(sys.modules))
"""


def loaded(*arguments):
    """The modules that a process has loaded when it ends."""
    return set(subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True).stderr.split())


# Typer loads pydantic itself to read an option's value.
@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        ("--version", ARROW | BUILDING | {"obstore", "rich"}),
        ("--help", ARROW | BUILDING | {"obstore", "pydantic"}),
        ("detect --help", ARROW | BUILDING | {"obstore"}),
        ("build --help", ARROW | BUILDING),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_help_loads_no_large_modules(arguments, unneeded):
    modules = loaded("-c", CODE, *arguments.split())
    assert "pipelines.cli.app" in modules
    assert modules & unneeded == set()


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [("show", BUILDING | {"pandas"}), ("list", BUILDING | {"pandas"}), ("verify", BUILDING), ("detect", BUILDING)],
)
def test_a_command_that_reads_loads_nothing_that_builds(command, unneeded):
    module = {"list": "listing"}.get(command, command)
    code = f"import sys; import pipelines.cli.{module}; sys.stderr.write(' '.join(sys.modules))"
    modules = loaded("-c", code)
    assert f"pipelines.cli.{module}" in modules
    assert modules & unneeded == set()


def test_python_runs_the_package_as_the_command():
    asked = [sys.executable, "-m", "spindle", "config", "--help"]
    run = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert run.stdout.lstrip().startswith("Usage: spindle config ")


def test_the_stages_load_no_library_that_few_runs_need():
    """Each worker of a build imports them."""
    modules = loaded("-c", "import sys; import pipelines.run; sys.stderr.write(' '.join(sys.modules))")
    assert modules & (BUILDING - {"jinja2"}) == set()
