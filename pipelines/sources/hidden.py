"""Hidden files and folders that may hold news: those of Git, systems and notebooks are left out without a word."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from pipelines.sources.walk import is_hidden

HIDDEN = "hidden files or folders (their names begin with . or _)"
# ._* are macOS's notes on other files; _delta_log, _temporary and the like belong to programs that write tables.
_OF_TOOLS = (
    *(".git*", ".hg", ".svn", ".cache", ".DS_Store", ".AppleDouble", "__MACOSX", "._*", ".Trash*", ".snapshot"),
    *(".venv", ".idea", ".vscode", ".ipynb_checkpoints", "__pycache__"),
    *("_delta_log", "_temporary", "_started_*", "_committed_*", "_SUCCESS", "_metadata", "_common_metadata", ".hoodie"),
)


def name_hidden(names: Iterable[str]) -> list[str]:
    """Return what hides the files of these names: the file or the first hidden folder, each once, sorted.

    Those of tools are left out; a name without a hidden step is an error of the caller.

    >>> name_hidden(["b/_old/1.jsonl", "b/_old/2.jsonl", "_a.jsonl", ".git/c.json", "c/._d.csv"])
    ['_a.jsonl', 'b/_old']
    """
    found = {_cut(name.split("/")) for name in names}
    return sorted("/".join(steps) for steps in found if not _is_of_tool(steps[-1]))


def has_hidden(name: str) -> bool:
    """Return True if a step of a path is hidden.

    >>> has_hidden("a/_old/1.jsonl"), has_hidden("a/old_/1.jsonl")
    (True, False)
    """
    return any(map(is_hidden, name.split("/")))


def _cut(steps: list[str]) -> tuple[str, ...]:
    first = next(at for at, step in enumerate(steps) if is_hidden(step))
    return tuple(steps[: first + 1])


def _is_of_tool(step: str) -> bool:
    return any(fnmatchcase(step, pattern) for pattern in _OF_TOOLS)
