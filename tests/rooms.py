"""The rooms of the house and the arrows between them, read from the imports of every module.

A room is a package, with the modules in it; a module that stands loose in pipelines/ is a room of its own. An arrow
is one room that imports from another. `python tests/rooms.py [FOLDER]` counts both for a checkout of the project.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
OWN = ("schemas", "pipelines", "spindle", "dags")


def read_modules(root: Path = ROOT) -> dict[str, Path]:
    """Dotted name -> file of every module of ours; a package is its __init__."""
    files = sorted(path for folder in OWN for path in (root / folder).rglob("*.py"))
    return {name_of(path.relative_to(root)): path for path in files}


def name_of(path: Path) -> str:
    """The dotted name of a module, from its path below the root."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str, modules: dict[str, Path]) -> str:
    """The package that a module is in; a loose module of pipelines/, and each `__main__`, is a room of its own."""
    if modules[module].name == "__init__.py":
        return module
    package, _, _ = module.rpartition(".")
    return module if package == "pipelines" or module.endswith(".__main__") else package


def read_rooms(root: Path = ROOT) -> set[str]:
    """All rooms; a package that holds nothing but packages is none."""
    modules = read_modules(root)
    return {room_of(module, modules) for module, path in modules.items() if path.name != "__init__.py"}


def imported_names(source: str) -> Iterator[str]:
    """Dotted names of all that a source imports, at the top and inside functions; `from a import b` gives `a.b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError("expected absolute imports, got a relative one")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_module(name: str, modules: dict[str, Path]) -> str | None:
    """The module of ours that an imported name is, or is in; None for another library's."""
    while name:
        if name in modules:
            return name
        name = name.rpartition(".")[0]
    return None


def read_arrows(root: Path = ROOT) -> dict[tuple[str, str], list[str]]:
    """(from room, to room) -> the modules that make the arrow."""
    modules = read_modules(root)
    arrows: dict[tuple[str, str], list[str]] = {}
    for module, path in modules.items():
        for name in imported_names(path.read_text(encoding="utf-8")):
            target = own_module(name, modules)
            here = room_of(module, modules)
            if target and (there := room_of(target, modules)) != here and there != "pipelines":
                arrows.setdefault((here, there), []).append(module)
    return arrows


def find_circles(arrows: dict[tuple[str, str], list[str]]) -> list[list[str]]:
    """Groups of rooms each of which reaches every other: none in a house where imports point one way."""
    rooms = sorted({room for arrow in arrows for room in arrow})
    reach = {room: {there for here, there in arrows if here == room} for room in rooms}
    for middle in rooms:  # Warshall
        for room in rooms:
            if middle in reach[room]:
                reach[room] |= reach[middle]
    groups = {tuple(other for other in rooms if other in reach[room] and room in reach[other]) for room in rooms}
    return [list(group) for group in sorted(groups) if group]


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    modules, arrows = read_modules(root), read_arrows(root)
    rooms = read_rooms(root) - {"dags"}
    loose = sorted(room for room in rooms if modules[room].name != "__init__.py")
    circles = find_circles(arrows)
    print(f"{len(modules)} modules in {len(rooms)} rooms, {len(arrows)} arrows, {len(circles)} circles")
    print(f"{len(loose)} loose modules in pipelines/: {', '.join(room.split('.')[1] for room in loose)}")
    for circle in circles:
        print("circle:", " <-> ".join(circle))


if __name__ == "__main__":
    main()
