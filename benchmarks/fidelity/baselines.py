"""Baseline profiles of nlpaug, run by Spindle's own nlpaug engine so that they reach the same rate."""

from pathlib import Path

from fidelity.learning import write_profile
from pipelines.errors import ConfigError
from pipelines.lexicon.assemble import Selection, open_lexicon
from pipelines.spinners.spinner import load_spinner
from schemas import ORIGINS

# The rate of the synonym_aug profile.
RATE = 0.2
# Minimum frequency of the words, and number of candidates of each: a larger profile takes minutes to read.
MIN_ZIPF, TOP = 3.5, 5
SYNONYM_AUG = "synonym_aug"


def find_baselines(folder: Path) -> dict[str, str]:
    """Return name -> path or name of a profile, or a text "not measured: ..." that names the missing requirement."""
    found = {"nlpaug SynonymAug (WordNet)": SYNONYM_AUG}
    try:
        load_spinner(SYNONYM_AUG)
    except (ConfigError, ImportError) as error:
        found["nlpaug SynonymAug (WordNet)"] = f"not measured: {error}"
    found["nlpaug ReservedAug (Moby)"] = write_look_up(folder / "reserved_aug.yaml")
    return found


def write_look_up(path: Path) -> str:
    """Write a profile of ReservedAug that only looks up Moby's common single words, and return its path."""
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
