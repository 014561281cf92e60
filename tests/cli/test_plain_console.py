"""Names, messages and texts of a stranger's release do nothing to the terminal that shows them."""

import json
import logging
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli.commands import spindle
from rich.table import Table
from rich.text import Text

from pipelines.cli.plain_console import PlainConsole
from pipelines.cli.terminal import Notes, escape_lines

EVIL = "\x1b]0;pwned\x07\x9b2J\u202e"
PLAIN = r"\x1b]0;pwned"


def put(folder, **entries):
    path = Path(folder, "manifest.json")
    manifest = json.loads(path.read_text()) | entries
    path.unlink()
    path.write_text(json.dumps(manifest))


def test_what_a_manifest_says_is_escaped(root, releases):
    put(releases[0].path, dataset=f"a{EVIL}", verdict=f"passed{EVIL}", pairs_by_profile={f"b{EVIL}": 3})
    for command in (("show", releases[0].path), ("list", root), ("diff", releases[0].path, releases[1].path)):
        shown = spindle(*command)
        assert shown.exit_code in (0, 1), command
        assert not set(shown.stdout + shown.stderr) & set(EVIL[0] + EVIL[-5] + EVIL[-1])
        assert PLAIN in shown.stdout or command[0] != "show"  # a table cuts it


def test_json_is_escaped_and_has_the_same_values(root, releases):
    put(releases[0].path, verdict=f"passed{EVIL}", code=f"c{EVIL}", config={f"a{EVIL}": EVIL})
    for command in (("show", releases[0].path), ("list", root), ("diff", releases[0].path, releases[1].path)):
        shown = spindle(*command, "--json").stdout
        assert not set(shown) & set(EVIL[0] + EVIL[-4] + EVIL[-1]), command
        assert json.dumps(json.loads(shown), ensure_ascii=False).count("\x9b2J\u202e")


def test_texts_are_escaped_and_keep_their_lines(releases):
    path = next(Path(releases[0].path).glob("data/train/*.parquet"))
    table = pq.read_table(path, partitioning=None)
    clean = [f"Rain\n\nfell.\t{EVIL}"] * len(table)
    edits = [[] for _ in clean]
    for name, values in (
        ("clean", clean),
        ("spun", clean),
        ("edits", edits),
        ("article_id", [f"a{EVIL}"] * len(table)),
    ):
        at = table.schema.get_field_index(name)
        field = table.schema.field(at)
        table = table.set_column(at, field, pa.array(values, field.type))
    path.unlink()
    pq.write_table(table, path)
    shown = spindle("show", releases[0].path, "--pairs", "2", "--split", "train")
    assert PLAIN in shown.stdout
    assert "\x1b" not in shown.stdout


def test_errors_and_warnings_are_escaped(capsys):
    assert PLAIN in spindle("show", f"/nowhere/{EVIL}").stderr
    Notes().emit(logging.makeLogRecord({"msg": f"a\n{EVIL}", "levelname": "WARNING"}))
    assert capsys.readouterr().err.startswith(f"warning: a\n{PLAIN}")


@pytest.mark.parametrize("make", [str, Text, lambda text: Text.assemble((text, "red"))])
def test_colours_stay(make, capsys):
    console = PlainConsole(force_terminal=True, color_system="standard", highlight=False, width=200)
    table = Table("name")
    table.add_row(make(f"rain {EVIL}"))
    for what in (make(f"rain {EVIL}"), table):
        console.print(what, style="green")
        out = capsys.readouterr().out
        assert "\x1b[3" in out
        assert r"rain \x1b]0;pw" in out  # a table cuts what became longer than its column
        assert "\x1b]0" not in out


def test_ends_of_lines_and_tabs_stay():
    assert escape_lines("a\tb\n\nc\n") == "a\tb\n\nc\n"
    assert escape_lines("a\r\nb") == "a\\x0d\nb"
