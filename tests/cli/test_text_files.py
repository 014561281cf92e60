"""A text from a file or stdin."""

import pytest

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
