"""Standard streams that are closed at start-up; tests/cli/test_exits.py has whole commands."""

import io
import subprocess
import sys

import pytest

from pipelines.errors import ConfigError
from pipelines.storage.standard_streams import fill_closed_streams, is_typed, open_stdin

CODE = """
import os, sys
from pipelines.storage.standard_streams import fill_closed_streams
fill_closed_streams()
print("a line")
sys.stderr.write("a line\\n")
with open(sys.argv[1], "w") as file:
    os.system("echo of a child >&2")
    file.write(str(file.fileno() > 2))
"""


@pytest.mark.parametrize("closing", ["2>&-", "1>&- 2>&-", "0>&-", "0>&- 1>&- 2>&-", "2>&- 0>&-"])
def test_no_file_gets_the_number_of_a_stream(tmp_path, closing):
    shell = ["bash", "-c", f'exec "$@" {closing}', "bash", sys.executable, "-c", CODE, str(tmp_path / "file")]
    subprocess.run(shell, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    assert (tmp_path / "file").read_text() == "True"


def test_open_streams_stay():
    before = sys.stdin, sys.stdout, sys.stderr
    fill_closed_streams()
    assert (sys.stdin, sys.stdout, sys.stderr) == before


def test_stdin_is_read_or_asked_for(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
    assert (is_typed(), open_stdin("a text", "give a file").read()) == (False, b"\xff")
    monkeypatch.setattr("sys.stdin", None)
    assert not is_typed()
    with pytest.raises(ConfigError, match="expected a text on stdin, but stdin is closed: give a file"):
        open_stdin("a text", "give a file")
