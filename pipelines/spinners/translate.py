"""A profile as the records that other rooms take: the engine's rules and the lexicon's selection.

Fields go from record to record by name. A new field of Profile or Protect that Rules or Selection has under the same
name needs no line here.
"""

from dataclasses import fields
from functools import lru_cache
from typing import Any

import pyarrow as pa
from pydantic import BaseModel

from pipelines.engine import Rules
from pipelines.engine.glossary import build_glossary
from pipelines.engine.phrases import PhraseTable
from pipelines.lexicon.assemble import Selection
from pipelines.lexicon.lists import read_list
from pipelines.spinners.profile import Profile
from pipelines.storage.json_files import hash_json
from schemas import OPTIONAL_ORIGINS

# Word lists of names: NAMES is the whole gazetteer, GIVEN_NAMES the first names alone.
NAMES, GIVEN_NAMES = ("names", "given_names"), ("given_names",)


def shared_fields(section: BaseModel, record: type[Any]) -> dict[str, Any]:
    """Return the values of the fields that the dataclass `record` has under the same names."""
    names = {field.name for field in fields(record)}
    return {name: getattr(section, name) for name in type(section).model_fields if name in names}


def rules_of(profile: Profile) -> Rules:
    """Return the profile as the plain values that the engine takes."""
    protect = profile.protect
    known = protect.names == "known"
    values = {
        # Both sections have `entities`: the rule is the profile's, a factor; the switch belongs to `find_protected`.
        **shared_fields(protect, Rules),
        **shared_fields(profile, Rules),
        "names": protect.names != "none",
        "glossary": build_glossary(protect.glossary),
        "gazetteer": read_names(*NAMES) if known else None,
        "given_names": read_names(*GIVEN_NAMES) if protect.names != "none" else None,
        "listed_names": read_names(*NAMES) if protect.names != "none" else None,
        "digits": profile.numbers == "both",
    }
    return Rules(**values)


def selection_of(profile: Profile) -> Selection:
    """Return what the profile asks of its lexicon."""
    habits = profile.mixture.habits if profile.mixture else ()
    # A mixture uses the optional origins that it draws; a factor of the profile has precedence.
    drawn = {*profile.mixture.origins, *profile.mixture.only} if profile.mixture else set()
    optional = {name: 1.0 for name in drawn if name in OPTIONAL_ORIGINS}
    values = {
        **shared_fields(profile, Selection),
        "origins": tuple(sorted((optional | profile.origins).items())),
        "habits": tuple(name for name in habits if name != "lexicon"),
    }
    return Selection(**values)


@lru_cache(maxsize=4)
def read_names(*lists: str) -> PhraseTable | None:
    """Return the names in word lists of configs/lexicons/."""
    return build_glossary(pa.concat_arrays([read_list(name) for name in lists]).to_pylist())


def list_fingerprints(profile: Profile) -> dict[str, str]:
    """Return `list.<name>` -> 32 hex digits that name the content, for each word list that decides what is written."""
    return {f"list.{name}": hash_json(read_list(name).to_pylist()) for name in _lists_of(profile)}


def _lists_of(profile: Profile) -> tuple[str, ...]:
    names = NAMES if profile.protect.names != "none" else ()
    selection = selection_of(profile)
    # Learned propensities are spread over classes of units, and the list of function words decides a class.
    is_taught = bool(selection.learned) or not set(selection.habits) <= {"even"}
    is_read = is_taught or selection.function_words != 1
    return (*names, "function_words") if is_read and profile.engine == "spindle" else names
