"""The YAML files in configs/: found by name or path, and read."""

import difflib
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import ConfigError

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def find_yaml(name: str, folder: str) -> Path:
    """Return the path of `name` in configs/`folder`, or `name` itself if it is a path to a YAML file."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else CONFIGS / folder / f"{name}.yaml"
    if path.is_file():
        return path
    known = sorted(found.stem for found in (CONFIGS / folder).glob("*.yaml"))
    nearest = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {nearest[0]!r}?" if nearest else f"known: {', '.join(known)}"
    raise ConfigError(f"expected {name!r} to be a file in configs/{folder}/ or a path to a .yaml file; {hint}")


def read_yaml(path: Path) -> dict[str, Any]:
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"expected YAML in {path}, but {error}: correct the file") from error
    if not isinstance(tree, dict):
        raise ConfigError(f"expected {path} to hold 'key: value' lines, got a {type(tree).__name__}: correct the file")
    return tree
