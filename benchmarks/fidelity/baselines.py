"""Corpora that people make without Spindle: nlpaug's, through the product's bridge, so that they have the same rate."""

from pathlib import Path

from fidelity.learning import write_profile
from pipelines.errors import ConfigError
from pipelines.lexicon.assemble import Selection, open_lexicon
from pipelines.spinners.spinner import load_spinner
from schemas import ORIGINS

# The rate of the synonym_aug profile.
RATE = 0.2
# Words at least this common, and so many candidates of each: more would take minutes to read.
MIN_ZIPF, TOP = 3.5, 5
SYNONYM_AUG = "synonym_aug"


def find_baselines(folder: Path) -> dict[str, str]:
    """Name -> path or name of a profile, or what is missing for it, which begins with "not measured"."""
    found = {"nlpaug SynonymAug (WordNet)": SYNONYM_AUG}
    try:
        load_spinner(SYNONYM_AUG)
    except (ConfigError, ImportError) as error:
        found["nlpaug SynonymAug (WordNet)"] = f"not measured: {error}"
    found["nlpaug ReservedAug (Moby)"] = write_look_up(folder / "reserved_aug.yaml")
    return found


def write_look_up(path: Path) -> str:
    """A profile of ReservedAug on Moby's common single words: a thesaurus and nothing else."""
    origins = tuple((origin, 0.0) for origin in ORIGINS if origin != "moby")
    lexicon = open_lexicon(Selection(origins=origins, min_zipf=MIN_ZIPF, homographs=False))
    texts = lexicon.texts.to_pylist()
    common = {texts[number] for number in lexicon.candidate.tolist()}
    groups = []
    for number, unit in enumerate(lexicon.units.to_pylist()):
        if unit not in common or not unit.isalpha():
            continue
        first, behind = lexicon.offsets[number : number + 2].tolist()
        words = [texts[row] for row in lexicon.candidate[first : min(behind, first + TOP)]]
        groups.append([unit, *(word for word in words if word.isalpha())])
    groups = [group for group in groups if len(group) > 1]
    flow = [{"augmenter": "ReservedAug", "settings": {"reserved_tokens": groups, "case_sensitive": False}}]
    profile = {
        "imitates": "a look-up in a thesaurus",
        "rate": RATE,
        "min_letters": 1,
        "protect": {"names": False},
        "engine": "nlpaug",
        "flow": flow,
    }
    return write_profile(profile, path)
