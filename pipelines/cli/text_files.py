"""A text from a file or stdin, whole and unchanged."""

from pathlib import Path

from pipelines.cli import terminal
from pipelines.errors import InputError
from pipelines.storage.standard_streams import is_typed, open_stdin


def read_text(file: Path | None, purpose: str) -> str:
    """Read the whole text of the file, or of stdin for None and "-", with its line ends.

    purpose  verb for the message about an empty text
    Raises InputError if the file is missing, empty or not in UTF-8, ConfigError if stdin is closed.
    """
    if file is None or str(file) == "-":
        if is_typed():
            terminal.stderr().print("type or paste a text, then Ctrl-D", style="dim")
        place, content = "stdin", open_stdin("a text", "give a file, or pipe the text in").read()
    else:
        place = str(file)
        try:
            content = file.read_bytes()
        except OSError as error:
            raise InputError(
                f"expected a text file at {place}, but: {error.strerror}: give another file, or - for stdin"
            ) from error
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise InputError(
            f"expected text in UTF-8 from {place}, but byte {error.start:,} is 0x{content[error.start]:02x}: "
            "convert it, for example with `iconv -t utf-8`"
        ) from error
    if not text.strip():
        raise InputError(f"expected a text from {place}, got nothing to {purpose}")
    return text
