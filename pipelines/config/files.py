"""The files of configs/: found by name in the user's own folders or in Spindle's, or by path, and read.

The search order is ./configs, $SPINDLE_HOME, and the configs that came with Spindle: the checkout's, or those in an
installed package. $SPINDLE_HOME may hold a folder configs/ or be laid out like one.
"""

import os
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.config.yaml_loader import UniqueKeyLoader
from pipelines.errors import ConfigError, hint_name

HOME = "SPINDLE_HOME"
# Environment variable: the output of runs whose form names none, in place of the config's.
OUTPUT = "SPINDLE_OUTPUT"
CHECKOUT = Path(__file__).resolve().parents[2]
# A wheel has configs/ and dags/ inside the package spindle; a checkout has them at its root.
INSTALLED = CHECKOUT / "spindle"
# Values of a configuration; a few lines of references to references make billions.
MOST_VALUES = 10_000
MOST_CHARACTERS = 300


def own_folder(name: str) -> Path:
    """Return the folder `name` (configs or dags) that came with Spindle."""
    installed = INSTALLED / name
    return installed if installed.is_dir() else CHECKOUT / name


def config_folders() -> list[Path]:
    """Return the folders that configs are searched in, in this order; a folder that is missing is left out."""
    folders = [*_user_folders(), own_folder("configs")]
    return list(dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()))


def writable_folder() -> Path:
    """Return the user's own folder for new configs: ./configs if there is one, else $SPINDLE_HOME, else ./configs."""
    folders = _user_folders()
    return next((folder for folder in folders if folder.is_dir()), folders[-1])


def config_names(folder: str, suffix: str = ".yaml") -> list[str]:
    """Return the names, without suffix, of all files in configs/`folder`, sorted."""
    paths = (path for configs in config_folders() for path in (configs / folder).glob(f"*{suffix}"))
    return sorted({path.stem for path in paths if path.is_file()})


def find_config(name: str, folder: str, suffix: str = ".yaml") -> Path:
    """Return the first file `name` of configs/`folder`, or `name` itself if it is a path to such a file.

    Raises ConfigError that names the nearest file and the folders searched.
    """
    known = config_names(folder, suffix)
    if name.endswith(suffix):
        if Path(name).is_file():
            return Path(name)
        there = "a folder" if Path(name).is_dir() else "none"
        raise ConfigError(
            f"expected a file at {name}, found {there}: correct the path, or give a name ({_listed(known)})"
        )
    if name in known:
        paths = (configs / folder / f"{name}{suffix}" for configs in config_folders())
        return next(path for path in paths if path.is_file())
    hint = hint_name(name, known)
    searched = ", ".join(str(configs / folder) for configs in config_folders())
    raise ConfigError(
        f"expected {name!r} to be a file in configs/{folder}/ or a path to a {suffix} file; {hint} (in {searched})"
    )


def find_namesake(path: Path, folder: str) -> Path | None:
    """Return another file of configs/`folder` with the name of `path`, which `find_config` would mix up with it.

    None if there is none, or if `path` is in no folder that is searched.
    """
    folders = [configs.resolve() / folder for configs in (*_user_folders(), own_folder("configs"))]
    own = path.parent.resolve()
    others = (other / path.name for other in folders if other != own) if own in folders else ()
    return next((other for other in others if other.is_file()), None)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping in a file, in UTF-8 or in UTF-16 with a mark; raises ConfigError."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise ConfigError(f"expected YAML in {path}, but {error}: correct the path or its permissions") from error
    tree = parse_yaml(content, f"in {path}") or {}
    if not isinstance(tree, dict):
        raise ConfigError(f"expected {path} to hold 'key: value' lines, got a {type(tree).__name__}: correct the file")
    return tree


def parse_yaml(content: str | bytes, place: str) -> Any:
    """Return the value of a YAML text.

    Raises ConfigError, also for a key given twice, and for a text that refers to itself or is far too large.
    place  where the text stands, for messages
    """
    return deepcopy(_parse(content, place))


@lru_cache(maxsize=64)
def _parse(content: str | bytes, place: str) -> Any:
    """Parse each text once in a process: a profile takes 30 ms, and each part reads the same ones."""
    try:
        value = yaml.load(content, UniqueKeyLoader)  # noqa: S506 - a safe loader
        n_values = _count_values(value, {})
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())
        is_file = isinstance(content, bytes) and isinstance(error, yaml.reader.ReaderError)
        hint = "save the file in UTF-8" if is_file else "correct it"
        raise ConfigError(f"expected YAML {place}, but {said[:MOST_CHARACTERS]}: {hint}") from error
    if n_values > max(MOST_VALUES, len(content)):  # without references: a character each at least
        raise ConfigError(
            f"expected YAML {place}, found over {MOST_VALUES:,} values when its references are followed: correct it"
        )
    return value


def _count_values(value: Any, known: dict[int, int]) -> int:
    """Return the number of values in a tree, with each reference counted in full.

    known  identity of each list and mapping -> its number; 0 while it is being counted
    """
    if not isinstance(value, dict | list | set | tuple):
        return 1
    if known.setdefault(id(value), -1) == 0:
        raise ValueError("a value refers to itself")
    if known[id(value)] < 0:
        known[id(value)] = 0
        below = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_count_values(each, known) for each in below)
    return known[id(value)]


def _listed(names: list[str]) -> str:
    return f"known: {', '.join(names) or 'none'}"


def _user_folders() -> list[Path]:
    home = os.environ.get(HOME)
    if not home:
        return [Path("configs")]
    own = Path(os.path.expanduser(home))  # noqa: PTH111 - no error for a user that does not exist
    return [Path("configs"), own / "configs" if (own / "configs").is_dir() else own]
