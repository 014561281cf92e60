"""What the README names is there: commands, targets, files, profiles and configs."""

import ast
import re
import runpy
import subprocess
from pathlib import Path

import pytest
import yaml
from rooms import read_modules, read_rooms

from pipelines.config.run import RunConfig, check_config
from pipelines.run import STAGES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text()


def test_the_readme_is_read_in_a_sitting():
    assert len(README.splitlines()) < 150


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z][a-z-]*)", README))))
def test_every_make_target_named_is_there(target):
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_no_target_is_taken_for_a_file_of_its_name():
    """There is a folder `docs`, and more may come."""
    phony = re.search(r"^\.PHONY: (.*)", MAKEFILE, re.MULTILINE)[1].split()
    assert sorted(phony) == sorted(set(re.findall(r"^([a-z][a-z-]*):(?!=)", MAKEFILE, re.MULTILINE)))


@pytest.mark.parametrize("command", sorted(set(re.findall(r"\bspindle ([a-z]+)\b", README))))
def test_every_command_named_is_there(command):
    from typer.main import get_command

    from pipelines.cli.app import app

    assert command in get_command(app).commands


def test_the_stages_stand_in_their_order():
    places = [README.index(f"`{stage}`") for stage in STAGES]
    assert places == sorted(places)


def tree_paths():
    """The paths of the README's tree: its first line names files, each further one a path and what it is.

    A name with a slash at its end, in what a folder of pipelines/ is, is a folder in it.
    """
    first, *lines = re.search(r"```\n(README\.md.*?)```", README, re.DOTALL).group(1).splitlines()
    yield from first.split()
    folder = ""
    for line in lines:
        name, *words = line.split()
        folder = folder if line.startswith(" ") else ""
        yield folder + name
        inside = [
            word.strip(",;:") for word in words if folder == "pipelines/" and re.fullmatch(r"([a-z]+/)+[,;:]?", word)
        ]
        yield from (folder + name + below for below in inside)
        folder = folder or name


@pytest.mark.parametrize("path", list(tree_paths()))
def test_every_path_of_the_tree_is_there(path):
    assert (ROOT / path).exists()


def test_the_tree_has_every_room_and_every_file_at_the_top():
    listed = {path.rstrip("/") for path in tree_paths()}
    loose = {f"pipelines/{path.name}" for path in (ROOT / "pipelines").glob("*.py") if path.name != "__init__.py"}
    rooms = {room.replace(".", "/") for room in read_rooms()}
    rooms = {room for room in rooms if not (ROOT / f"{room}.py").is_file()}
    tracked = subprocess.run(("git", "ls-files"), cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    top = {path.split("/")[0] for path in tracked}
    at_top = {name for name in top if not name.startswith((".", "requirements-")) and name != "pipelines"}
    assert listed - {"pipelines", ".ci/run", "pipelines/quality"} == loose | rooms | at_top


def test_the_tree_names_every_page_of_the_docs():
    (line,) = re.findall(r"^docs/ .*", README, re.MULTILINE)
    assert sorted(re.findall(r"\w+\.md", line)) == sorted(path.name for path in (ROOT / "docs").glob("*.md"))


PACKAGES = {name: path for name, path in read_modules().items() if path.name == "__init__.py"}


@pytest.mark.parametrize("package", [name for name in PACKAGES if name not in ("spindle", "schemas")])
def test_the_table_of_contents_of_a_package_is_complete(package):
    """A line for each module, and for each package with a slash; none for what is not there."""
    folder = PACKAGES[package].parent
    listed = re.findall(r"^([\w/]+?)/?  +\S", ast.get_docstring(ast.parse(PACKAGES[package].read_text())), re.MULTILINE)
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert sorted(listed) == sorted(modules | packages)


def test_every_settings_name_is_a_setting():
    for section, key in re.findall(r"\b([a-z]+_[a-z]+)\.([a-z_]+)=", README):
        assert key in RunConfig.model_fields[section].annotation.model_fields


@pytest.mark.parametrize("picture", sorted(path.name for path in (ROOT / "docs").glob("*.png")))
def test_the_pictures_are_named_and_small(picture):
    assert f"({picture})" in (ROOT / "docs" / "pages.md").read_text()
    assert (ROOT / "docs" / picture).stat().st_size < 200_000, "run `make screenshots`"


def test_the_pictures_named_are_there():
    named = {name for path in DOCS for name in re.findall(r"\(([\w/]+\.(?:png|svg))\)", path.read_text())}
    assert named
    assert [name for name in named if not (ROOT / "docs" / Path(name).name).is_file()] == []


def test_the_example_of_a_config_is_one():
    examples = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "deploying.md").read_text(), re.DOTALL)
    given = {"dataset": "a", "input": "a", "output": "a", "seed": 1}
    standing, told = (
        check_config(given | yaml.safe_load(example.replace("{date}", "2026-03-01"))) for example in examples
    )
    assert standing.schedule.cron
    assert told.notify.on_failure


@pytest.mark.parametrize("name", ["profiles", "configuration"])
def test_a_written_page_is_what_would_be_written_today(name):
    page = runpy.run_path(str(ROOT / "docs" / f"write_{name}.py"))["write"]()
    assert (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") == page, "run `make docs`"


def test_every_ending_preset_and_compression_is_in_the_docs_of_inputs():
    from pipelines.config.presets import PRESETS
    from pipelines.sources.formats.registry import FORMATS
    from pipelines.sources.raw.files import ARCHIVES, COMPRESSIONS

    named = set(re.findall(r"[\w.]+", (ROOT / "docs" / "inputs.md").read_text()))
    assert {*FORMATS, *ARCHIVES, *COMPRESSIONS, *PRESETS} - named == set()


def name_test_paths():
    """The paths below tests/ that pages, the Makefile, and the files of tests themselves name."""
    files = [
        *ROOT.glob("*.md"),
        *DOCS,
        ROOT / "Makefile",
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "benchmarks").rglob("*.py"),
    ]
    for file in files:
        for path in re.findall(r"(?<![\w/.])tests/[\w/*]+(?:\.py)?", file.read_text()):
            yield path.rstrip("/"), file.relative_to(ROOT).as_posix()


def test_every_path_of_a_test_named_is_there():
    lost = {(path, file) for path, file in name_test_paths() if not any(ROOT.glob(path))}
    assert lost == set()


def test_every_reason_of_rejects_is_in_the_docs_of_inputs():
    from schemas import REASONS

    table = (ROOT / "docs" / "inputs.md").read_text().split("## Reasons of rejects")[1]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(cells))) == sorted(REASONS)
