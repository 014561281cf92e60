"""The recipes of CONTRIBUTING.md: a step that somebody leaves out turns a test red, here or in the room's own tests."""

import ast
import importlib
import io
import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as pf
import pyarrow.parquet as pq
import pytest
from articles import article
from corpus import list_parts
from pydantic import BaseModel
from rooms import ROOT

from pipelines.config.ingest import IngestArticles
from pipelines.config.run import RunConfig
from pipelines.run import STAGES
from pipelines.sources.formats.registry import FORMATS, MODULES, READERS
from pipelines.sources.read import read_input
from pipelines.spinners.mixture import Mixture
from pipelines.spinners.profile import Profile
from pipelines.storage.json_files import read_json
from pipelines.workflow import tasks

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
README = (ROOT / "README.md").read_text()


def modules_of(folder):
    return {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}


def functions_in(path):
    return {node.name for node in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(node, ast.FunctionDef)}


def test_contributing_is_short():
    assert len(CONTRIBUTING.splitlines()) < 120


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w.]+/[\w./-]*|[\w-]+\.(?:py|md|toml))`", CONTRIBUTING))))
def test_every_path_that_contributing_names_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z][a-z-]*)", CONTRIBUTING))))
def test_every_target_that_contributing_names_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_a_stage_is_one_file_with_one_public_function_of_its_name():
    assert modules_of("pipelines/stages") == set(STAGES)
    for stage in STAGES:
        public = {name for name in functions_in(f"pipelines/stages/{stage}.py") if not name.startswith("_")}
        assert stage in public


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_has_settings_a_task_and_a_test(stage):
    assert stage in RunConfig.model_fields
    assert callable(getattr(tasks, stage))
    assert stage in functions_in("dags/build_corpus.py")
    assert (ROOT / "tests" / "stages" / f"test_{stage}.py").exists()


@pytest.mark.parametrize("stage", list(STAGES)[:-1])
def test_a_part_is_keyed_by_the_code_of_its_stage(stage):
    """The last stage publishes, and makes no part."""
    is_keyed = "code_fingerprint(__name__)" in (ROOT / "pipelines" / "stages" / f"{stage}.py").read_text()
    assert is_keyed, f"{stage}: the inputs of finish_part lack code_fingerprint(__name__)"


def test_every_stage_before_the_audit_has_its_parts_in_the_corpus():
    assert list(list_parts(1)) == list(STAGES)[: list(STAGES).index("audit_corpus")]


def test_every_stage_is_in_the_description_of_the_dag():
    description = ast.get_docstring(ast.parse((ROOT / "dags" / "build_corpus.py").read_text()))
    places = [description.index(f"**{stage}**") for stage in STAGES]
    assert places == sorted(places)


def undescribed(model):
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from undescribed(field.annotation)
        elif not field.description:
            yield f"{model.__name__}.{name}"


@pytest.mark.parametrize("model", [RunConfig, Profile, Mixture])
def test_every_setting_has_a_description(model):
    assert list(undescribed(model)) == []


@pytest.mark.parametrize("suite", ["articles", "pairs", "corpus", "probe"])
def test_every_check_is_named_in_a_test(suite):
    folders = [ROOT / "tests" / "quality", ROOT / "tests" / "stages"]
    tests = "".join(path.read_text() for folder in folders for path in folder.rglob("test_*.py"))
    checks = read_json(ROOT / "schemas" / "expectations" / f"{suite}.json")["checks"]
    untested = [check["name"] for check in checks if not re.search(rf"\b{check['name']}\b", tests)]
    assert untested == [], "add a test with a planted fault that names the check"


def write_lines(path):
    path.write_text("".join(json.dumps(article(number)) + "\n" for number in range(3)))


def write_table(separator):
    def write(path):
        rows = [article(number) for number in range(3)]
        quoted = [[f'"{value}"' for value in row.values()] for row in rows]
        path.write_text("\n".join(separator.join(cells) for cells in [list(rows[0]), *quoted]) + "\n")

    return write


def write_parquet(path):
    pq.write_table(pa.Table.from_pylist([article(number) for number in range(3)]), path)


def write_text(path):
    path.write_text(article(0)["text"])


def write_arrow(path):
    pf.write_feather(pa.Table.from_pylist([article(number) for number in range(3)]), path)


def write_web_archive(path):
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        for number in range(3):
            content = io.BytesIO(article(number)["text"].encode())
            uri = f"https://post.example/{number}"
            writer.write_record(
                writer.create_warc_record(uri, "conversion", payload=content, warc_content_type="text/plain")
            )


def write_feed(path):
    items = "".join(f"<item><description>{article(number)['text']}</description></item>" for number in range(3))
    path.write_text(f"<rss><channel>{items}</channel></rss>")


# An example of each input format: a format without one fails below.
WRITERS = {
    "lines": write_lines,
    "json": write_lines,
    "csv": write_table(","),
    "tsv": write_table("\t"),
    "parquet": write_parquet,
    "arrow": write_arrow,
    "text": write_text,
    "story": write_text,
    "warc": write_web_archive,
    "xml": write_feed,
}
NAMES = {
    "lines": "JSONL",
    "json": "JSON",
    "csv": "CSV",
    "tsv": "TSV",
    "parquet": "Parquet",
    "arrow": "Arrow",
    "text": "text",
    "story": "CNN/DailyMail stories",
    "warc": "WARC",
    "xml": "RSS",
}
# Formats of an article a file.
ONE_A_FILE = ("text", "story")


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_input_format_can_be_read_and_is_in_the_readme(suffix, tmp_path):
    path = tmp_path / f"news{suffix}"
    WRITERS[FORMATS[suffix]](path)
    rows = pa.concat_tables(read_input(str(path), IngestArticles())).to_pylist()
    found = [json.loads(row["line"])["text"] if row["line"] else row["text"] for row in rows]
    assert found == [article(number)["text"] for number in range(len(found))]
    assert len(found) == (1 if FORMATS[suffix] in ONE_A_FILE else 3)
    assert NAMES[FORMATS[suffix]] in README


def test_every_reader_has_an_ending_an_example_and_a_name():
    assert set(READERS) == set(FORMATS.values()) == set(WRITERS) == set(NAMES)


def test_every_module_with_endings_is_registered():
    folder = ROOT / "pipelines" / "sources" / "formats"
    modules = {path for path in folder.rglob("*.py") if re.search(r"^FORMATS = ", path.read_text(), re.MULTILINE)}
    assert modules == {Path(module.__file__) for module in MODULES}


def test_every_module_of_pages_is_mounted():
    from pipelines.web.app import ROUTERS

    modules = {name: importlib.import_module(f"pipelines.web.{name}") for name in modules_of("pipelines/web")}
    with_pages = {name for name, module in modules.items() if "router" in vars(module)}
    mounted = {name for name, module in modules.items() if getattr(module, "router", None) in ROUTERS}
    assert with_pages == mounted
    for name in with_pages:
        assert (ROOT / "tests" / "web" / f"test_{name}.py").exists(), name


def test_every_command_has_a_file_of_its_name_a_test_and_a_line_in_the_readme():
    from typer.main import get_command

    from pipelines.cli.app import app

    commands = set(get_command(app).commands)
    with_run = {name for name in modules_of("pipelines/cli") if "run" in functions_in(f"pipelines/cli/{name}.py")}
    # `list` would hide Python's own function.
    assert {name.replace("listing", "list") for name in with_run} == commands
    tests = "".join(path.read_text() for path in (ROOT / "tests" / "cli").glob("test_*.py"))
    for command in commands:
        assert re.search(rf"\bspindle {command}\b", README), command
        assert f'"{command}"' in tests, command
