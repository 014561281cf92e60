"""The corpora that detectors are trained on: the default, mixes of profiles, and both without a family."""

from pathlib import Path
from typing import Any

from fidelity.families import has_seen, traces_of
from fidelity.learning import Json, read_profile, write_profile
from fidelity.training import Corpus
from pipelines.config.files import config_names, find_config, read_yaml

DEFAULT = "default"
# The best of the mixes that were measured from outside before the default was tuned.
MIXED = Corpus("mix of four", {"mixture": 2, "withinside": 1, "twelve_months": 1, "autoblog": 1})


def default_corpus() -> Corpus:
    """Return the profiles of configs/corpora/news.yaml with their weights."""
    tree = read_yaml(find_config("news", "corpora"))
    profiles = tree["spin_articles"]["profiles"]
    return Corpus(DEFAULT, profiles if isinstance(profiles, dict) else dict.fromkeys(profiles, 1))


def without_family(corpus: Corpus, family: str, folder: Path, *, strict: bool) -> Corpus | None:
    """Return the corpus without the profiles and learned tables of a family; None if nothing else is in it.

    strict  also without the hand list of the family
    """
    profiles = {
        path: weight
        for name, weight in corpus.profiles.items()
        if (path := _profile_without(name, family, folder, strict=strict))
    }
    return Corpus(f"{corpus.name} without {family}{', no hand list' * strict}", profiles) if profiles else None


def _profile_without(name: str, family: str, folder: Path, *, strict: bool) -> str | None:
    """The profile, or the path of one without the traces of a family; None if it was made from the family."""
    traces, place = traces_of(family), _place(name)
    if place.stem in traces.profiles:
        return None
    profile = read_profile(place)
    changed = _remove_tables(profile, traces.profiles)
    if changed is None:
        return None
    if strict and traces.hand_list and changed.get("engine", "spindle") == "spindle":
        changed = _remove_origin(changed, traces.hand_list)
    if changed == profile:
        return name
    label = "strict" if strict else "tables"
    return write_profile(changed, folder / f"{place.stem}_without_{family.partition('-')[0].lower()}_{label}.yaml")


def _place(name: str) -> Path:
    return Path(name) if name.endswith(".yaml") else find_config(name, "profiles")


def _remove_tables(profile: Json, tables: tuple[str, ...]) -> Json | None:
    """The profile without these learned tables; None if it imitates one of them and nothing else."""
    learned = [table for table in profile.get("learned", ()) if Path(table).stem not in tables]
    if len(learned) == len(profile.get("learned", ())):
        return profile
    mixture = profile.get("mixture")
    if not learned and mixture is None:
        return None
    changed: dict[str, Any] = profile | {"learned": learned}
    if mixture:
        habits = {name: weight for name, weight in mixture["habits"].items() if Path(name).stem not in tables}
        changed["mixture"] = mixture | {"habits": habits}
    return changed if learned else _remove_origin(changed, "learned")


def _remove_origin(profile: Json, origin: str) -> Json:
    """The profile with an origin of the lexicon at weight 0."""
    changed = profile | {"origins": {**profile.get("origins", {}), origin: 0.0}}
    mixture = profile.get("mixture")
    if not mixture:
        return changed
    kept = {
        part: {name: value for name, value in mixture[part].items() if name != origin}
        for part in ("origins", "only")
        if part in mixture
    }
    return changed | {"mixture": mixture | kept}


def saw_samples(corpus: Corpus) -> bool:
    """Return True if a profile of the corpus, or a learned table of it, was made from samples."""
    places = [_place(name) for name in corpus.profiles]
    tables = [Path(table).stem for place in places for table in read_profile(place).get("learned") or ()]
    return bool(tables) or has_seen([place.stem for place in places], tables)


def single_corpora(profiles: list[str] | None = None) -> list[Corpus]:
    """Return a corpus for each profile."""
    return [Corpus(name, {name: 1}) for name in profiles or config_names("profiles")]
