"""Profiles learned from some of the samples, and mixtures of spinners from them, in a folder of their own."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from fidelity.samples import Row
from pipelines.config import CONFIGS
from pipelines.learn.learn import learn_profile

MIXTURE = CONFIGS / "profiles" / "mixture.yaml"
# Four fifths of a small family are fewer pairs than a user would be allowed to learn from.
MIN_PAIRS = 10
# Until there is the profile `mixture`, spinners that differ in their sources stand in for it.
FAMILY_SOURCES = ("withinside", "twelve_months", "autoblog", "spinbot")
THESAURI = ("synset", "moby", "similar", "near")
STAND_IN = {"numbers": "both", "rate": 0.25, "rate_spread": 0.1, "min_letters": 2, "top": 255}


def learn(rows: Sequence[Row], name: str, folder: Path) -> str:
    """Path of the profile `name` in the folder, learned from the rows as `spindle learn` does."""
    pairs = folder / f"{name}.jsonl"
    lines = [json.dumps({"original": row.original, "spun": row.spun}) for row in rows]
    pairs.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(learn_profile(str(pairs), name, folder=folder, min_pairs=MIN_PAIRS).profile)


def mix(profiles: Sequence[str], name: str, folder: Path, *, without: Sequence[str] = ()) -> list[str]:
    """Paths of the profiles that make up a mixture of what the learned `profiles` know, each as much of it as another.

    without  hand lists of the lexicon that none of them uses
    """
    tables = [str(folder / Path(table).name) for path in profiles for table in read_profile(path)["learned"]]
    if MIXTURE.is_file():
        return [write_profile(only_from(read_profile(MIXTURE), tables, without), folder / f"{name}.yaml")]
    made = []
    for source in (*FAMILY_SOURCES, "thesauri", "all"):
        if source in without:
            continue
        factors = {family: 1.0 if source in (family, "all") else 0.4 for family in FAMILY_SOURCES}
        factors |= dict.fromkeys(THESAURI, 2.0 if source == "thesauri" else 1.0) | dict.fromkeys(without, 0.0)
        for learned, sharpness, names in (([], 1.0, "all"), (tables, 0.7, "known")):
            profile = {
                "imitates": "one of many spinners",
                "learned": learned,
                "sources": factors,
                "sharpness": sharpness,
                "protect": {"names": names},
            }
            made.append(write_profile(STAND_IN | profile, folder / f"{name}_{source}_{names}.yaml"))
    return made


def only_from(mixture: Mapping[str, object], tables: Sequence[str], without: Sequence[str]) -> dict[str, object]:
    """The mixture with these learned tables and no others."""
    sources = mixture.get("sources") or {}
    return {**mixture, "learned": list(tables), "sources": {**sources, **dict.fromkeys(without, 0.0)}}  # type: ignore[dict-item]


def read_profile(path: str | Path) -> dict[str, object]:
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def write_profile(profile: Mapping[str, object], path: Path) -> str:
    path.write_text(json.dumps(profile), encoding="utf-8")  # JSON is YAML
    return str(path)
