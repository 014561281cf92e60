"""A text from a file or stdin."""

import pytest
from cli.commands import error_of, spindle

from pipelines.cli.text_files import read_text
from pipelines.errors import InputError


def test_line_ends_are_kept(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("é\r\nb\n".encode())
    assert read_text(path, "score") == "é\r\nb\n"


def test_what_is_wrong_is_said(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b" \n")
    with pytest.raises(InputError, match="got nothing to score"):
        read_text(path, "score")
    path.write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match="byte 3 is 0xe9"):
        read_text(path, "score")
    with pytest.raises(InputError, match="expected a text file at"):
        read_text(tmp_path / "none", "score")


def test_a_file_without_permission_is_an_unreadable_input(tmp_path, monkeypatch):
    """As root, who may read all, the tests plant the refusal."""
    path = tmp_path / "a.txt"
    path.write_text("A text.")

    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.access", lambda *_, **__: False)
    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    message = error_of(spindle("spin", path), 3)
    assert (
        message == f"error: expected a text file at {path}, but: Permission denied: give another file, or - for stdin\n"
    )
