"""Profiles learned from some of the samples, in a folder of their own."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from fidelity.samples import Row
from fidelity.swaps import load_known

from pipelines.learn.harvest import harvest
from pipelines.learn.occurrences import find_occurrences
from pipelines.learn.pairs import align_pairs
from pipelines.learn.samples import Pair
from pipelines.lexicon.learned import write_learned

# Spinners that stand in for a mixture: what each makes of the lexicon's sources, and how sharply it chooses.
FAMILY_SOURCES = ("withinside", "twelve_months", "autoblog", "spinbot")
THESAURI = ("synset", "moby", "similar", "near")


def learn(rows: Sequence[Row], name: str, folder: Path) -> str:
    """Path of the profile `name` in the folder, learned from the rows."""
    known = load_known()
    aligned, _ = align_pairs([Pair(row.original, row.spun) for row in sorted(rows, key=lambda row: row.original)], known)
    occurrences = find_occurrences(aligned, known)
    table = folder / f"{name}.tsv"
    table.write_text(write_learned(harvest(occurrences, known), []), encoding="utf-8")
    n_words = sum(len(pair.original) for pair in aligned)
    swapped = sum(swap.n_words for pair in aligned for swap in pair.alignment.swaps)
    profile = {
        "imitates": "a part of the samples",
        "learned": [str(table)],
        "numbers": "both",
        "rate": round(swapped / n_words, 2),
        "rate_spread": 0.08,
        "min_letters": 1,
        "top": 255,
    }
    return write_profile(profile, folder / f"{name}.yaml")


def mix(tables: Mapping[str, str], name: str, folder: Path, *, without: Sequence[str] = ()) -> list[str]:
    """Paths of the profiles that make a mixture of what is in the learned profiles `tables`.

    without  sources of the lexicon that none of them uses
    """
    off = dict.fromkeys(without, 0.0)
    base = {"imitates": "one of many spinners", "numbers": "both", "rate": 0.25, "rate_spread": 0.1, "min_letters": 2, "top": 255}
    made = []
    learned = [yaml.safe_load(Path(path).read_text(encoding="utf-8"))["learned"][0] for path in tables.values()]
    for family in (*FAMILY_SOURCES, "thesauri", "all"):
        if family in off:
            continue
        sources = {source: 1.0 if family in (source, "all") else 0.4 for source in FAMILY_SOURCES}
        sources |= {source: 2.0 if family == "thesauri" else 1.0 for source in THESAURI}
        for number, tables_used in enumerate(([], learned)):
            profile = base | {
                "learned": tables_used,
                "sources": sources | off,
                "sharpness": 0.7 if number else 1.0,
                "protect": {"names": "known" if number else "all"},
            }
            made.append(write_profile(profile, folder / f"{name}_{family}_{number}.yaml"))
    return made


def write_profile(profile: Mapping[str, object], path: Path) -> str:
    path.write_text(json.dumps(profile), encoding="utf-8")  # JSON is YAML
    return str(path)
