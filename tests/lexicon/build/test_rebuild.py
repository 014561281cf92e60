import logging
import re
from pathlib import Path

import pytest

from pipelines.errors import ConfigError, StorageError
from pipelines.lexicon.build.rebuild import LEXICON, PYTHON_READY, WORDNET, check_tools, compile_lexicon, make_target

ROOT = Path(__file__).parents[3]


def checkout(folder, makefile="all:\n"):
    (folder / "Makefile").write_text(makefile)
    (folder / "requirements-lexicon.txt").touch()
    return folder


def test_the_targets_are_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    assert f"WORDNET := {WORDNET}\n" in makefile
    assert re.search(rf"^{re.escape(PYTHON_READY)}:", makefile, re.MULTILINE)
    assert (ROOT / LEXICON).is_file()


def test_all_missing_tools_are_reported_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError) as caught:
        check_tools(tmp_path)
    assert all(word in str(caught.value) for word in ("make on the PATH", "npm", "Node.js", "requirements-lexicon.txt"))


def test_npm_is_not_needed_if_wordnet_is_present(tmp_path, monkeypatch):
    folder = checkout(tmp_path)
    (folder / "make").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="npm"):
        check_tools(folder)
    (folder / WORDNET).parent.mkdir(parents=True)
    (folder / WORDNET).touch()
    check_tools(folder)


def test_a_target_is_made_and_its_output_logged(tmp_path, caplog):
    folder = checkout(tmp_path, "made:\n\t@echo making it; touch made\n")
    with caplog.at_level(logging.INFO):
        make_target("made", folder)
    assert (folder / "made").exists()
    assert "making it" in caplog.text


def test_a_failed_target_raises_with_its_output(tmp_path):
    folder = checkout(tmp_path, "made:\n\t@echo no such package >&2; exit 3\n")
    with pytest.raises(StorageError, match=r"exit code 2; it said:\n.*no such package"):
        make_target("made", folder)


@pytest.mark.parametrize(("written", "is_new"), [("same", False), ("other", True)])
def test_compiling_reports_if_the_lexicon_has_changed(tmp_path, written, is_new):
    python = tmp_path / ".venv-lexicon" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\ntest "$2" = pipelines.lexicon.build.compile && printf {written} > {LEXICON}\n')
    python.chmod(0o755)
    (tmp_path / LEXICON).parent.mkdir(parents=True)
    (tmp_path / LEXICON).write_text("same")
    found = compile_lexicon(tmp_path)
    assert found["is_new"] == is_new
    assert found["path"] == str(tmp_path / LEXICON)
