"""Hash of the code that decides a stage's result, derived from imports.

A part's key holds this hash, so a changed line gives new keys and new parts. The list of files is never kept by
hand: it is the closure of the imports of one module over `pipelines` and `schemas`, read as text, imports inside
functions included. It is wider than need be (a module imported for one constant counts whole): some parts are
computed again without need, and none is reused wrongly.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("pipelines", "schemas")
# Templates, pictures and styles that lie in a package and go into the pages that a stage writes, and sources in C.
ASSETS = frozenset({".html", ".svg", ".css", ".c", ".h"})

# Imports of our packages, found by their text: to parse all sources took 0.8 s of each process. What stands in
# parentheses may have comments, and what does not may go on behind a backslash.
OURS = rf"(?:{'|'.join(PACKAGES)})\b[\w.]*"
COMMENT = re.compile(r"#[^\n]*")
FROM = re.compile(rf"\bfrom\s+({OURS})\s+import\b\s*(?:\(((?:[^)#]|{COMMENT.pattern})*)\)|((?:\\\n|[^\n;#])+))")
IMPORT = re.compile(r"\bimport\s+((?:\\\n|[^\n;#])+)")
NAME = re.compile(rf"(?<![\w.]){OURS}")


@lru_cache
def code_fingerprint(module: str, root: Path = ROOT) -> str:
    """32 hex digits that name the content of all source files that `module` reaches.

    module  dotted name, such as "pipelines.stages.spin_articles": a stage gives its own `__name__`
    root    folder of the packages
    """
    digest = hashlib.sha256()
    for path in source_files(module, root):
        name = path.relative_to(root).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def source_files(module: str, root: Path = ROOT) -> list[Path]:
    """All source files that `module` reaches, sorted: its own, those of its imports, and the assets beside them."""
    found: dict[Path, None] = {}
    waiting = _with_parents(module)
    seen = set(waiting)
    while waiting:
        path = _path_of(waiting.pop(), root)
        if path is None:
            continue
        found[path] = None
        new = {
            name for imported in imported_names(path.read_text(encoding="utf-8")) for name in _with_parents(imported)
        }
        waiting.extend(new - seen)
        seen |= new
    folders = {path.parent for path in found}
    return sorted([*found, *(asset for folder in folders for asset in _assets(folder))])


@lru_cache(maxsize=1024)
def imported_names(source: str) -> frozenset[str]:
    r"""Dotted names that a source imports from our packages; for `from a import b` both `a` and `a.b`.

    Text that looks like an import, as in a comment, counts too.

    >>> sorted(imported_names("import numpy\nfrom schemas import (  # (all)\n    PAIRS,\n)"))
    ['schemas', 'schemas.PAIRS']
    """
    names: set[str] = set()
    for module, inside, behind in FROM.findall(source):
        listed = (COMMENT.sub("", inside) or behind).replace("\\", " ")
        names.update([module, *(f"{module}.{name.split()[0]}" for name in listed.split(",") if name.strip())])
    names.update(NAME.findall(" ".join(IMPORT.findall(source))))
    return frozenset(names)


def _with_parents(name: str) -> list[str]:
    """A module and the packages around it: Python runs their `__init__` too."""
    steps = name.split(".")
    return [".".join(steps[:n]) for n in range(1, len(steps) + 1)]


def _path_of(module: str, root: Path) -> Path | None:
    """The file of a module or package; None for a name that is something else, such as a function."""
    path = root.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def _assets(folder: Path) -> Iterator[Path]:
    """Assets in a package, also in folders below it that are no packages of their own."""
    for path in folder.iterdir():
        if path.is_dir() and not (path / "__init__.py").exists():
            yield from _assets(path)
        elif path.suffix in ASSETS:
            yield path
