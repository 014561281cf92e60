"""Profiles learned from some of the samples, and mixtures of them, in a separate folder."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fidelity.samples import Row
from pipelines.config.files import find_config, read_yaml
from pipelines.learn.learn import learn_profile

Json = dict[str, Any]
MIXTURE = find_config("mixture", "profiles")
# Four fifths of a small family are fewer pairs than the default minimum of `spindle learn`.
MIN_PAIRS = 10


def learn(rows: Sequence[Row], name: str, folder: Path) -> str:
    """Learn the profile `name` from the rows, as `spindle learn` does, and return its path in the folder."""
    pairs = folder / f"{name}.jsonl"
    lines = [json.dumps({"original": row.original, "spun": row.spun}) for row in rows]
    pairs.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(learn_profile(str(pairs), name, folder=folder, min_pairs=MIN_PAIRS).profile)


def mix(profiles: Sequence[str], name: str, folder: Path, *, without: Sequence[str] = ()) -> str:
    """Write the project's `mixture` with the tables of `profiles` in place of its learned tables; return its path.

    without  hand lists of the lexicon that the mixture does not use
    """
    tables = [str(folder / Path(table).name) for path in profiles for table in read_profile(path)["learned"]]
    return write_profile(only_from(read_profile(MIXTURE), tables, without), folder / f"{name}.yaml")


def only_from(profile: Json, tables: Sequence[str], without: Sequence[str]) -> Json:
    """Return a mixture with these learned tables only; their habits share the weight of the replaced ones equally."""
    mixture = profile["mixture"]
    habits = {name: weight for name, weight in mixture["habits"].items() if name not in profile["learned"]}
    weight = sum(mixture["habits"].values()) - sum(habits.values())
    habits |= dict.fromkeys(tables, weight / len(tables))
    origins = {name: drawn for name, drawn in mixture["origins"].items() if name not in without}
    return profile | {
        "learned": list(tables),
        "origins": {**profile.get("origins", {}), **dict.fromkeys(without, 0.0)},
        "mixture": mixture | {"habits": habits, "origins": origins},
    }


def read_profile(path: str | Path) -> Json:
    return read_yaml(Path(path))


def write_profile(profile: Json, path: Path) -> str:
    path.write_text(json.dumps(profile), encoding="utf-8")  # JSON is YAML
    return str(path)
