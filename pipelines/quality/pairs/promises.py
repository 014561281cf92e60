"""The promises of profiles, and the check that every edit keeps those of its profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.pairs.edits import TableEdits, all_in_row, as_ints
from pipelines.quality.pairs.glossary import overlaps_glossary
from pipelines.quality.pairs.names import find_capitals, swaps_name
from pipelines.quality.pairs.protected import swaps_number, touches_address, touches_hyphen, touches_quotation
from pipelines.quality.pairs.texts import Flags, Ints


@dataclass(frozen=True)
class Promises:
    """The spans that one profile leaves alone in every text.

    names        capitalised words inside a sentence, but for headlines in Title Case, and words in ALL CAPS
    known_names  if given, only these of the former are names, in lower case
    homographs   words, in lower case, that are swapped even as names (May 10), unless they are known names
    glossary     words and phrases, in any case
    """

    names: bool = False
    known_names: pa.StringArray | None = None
    homographs: pa.StringArray | None = None
    quotations: bool = False
    numbers: bool = True
    hyphenated: bool = False
    headline: bool = False
    glossary: tuple[str, ...] = ()


# The promises that not every profile makes: fields of Promises.
BY_PROFILE = ("names", "quotations", "glossary", "numbers", "hyphenated", "headline")


@dataclass(frozen=True)
class ProfiledEdits:
    """The edits of a table with the promises of their profiles.

    promises  of each of the k profiles
    profile   int64 [n]: the profile of each row; -1 for an unknown profile, which promises nothing
    """

    edits: TableEdits
    promises: list[Promises]
    profile: Ints

    def promised(self, name: str) -> Flags:
        """Bool [e]: the profile of the edit's row makes the promise of this name."""
        makers = [number for number, each in enumerate(self.promises) if getattr(each, name)]
        return np.isin(self.profile, makers)[self.edits.owners]


def check_promises(
    pairs: pa.Table, edits: TableEdits, promises: Mapping[str, Promises], headlines: Ints
) -> dict[str, Flags]:
    """Check each row against the promises of its profile: a rule's name -> bool [n].

    promises   of each known profile, by its name; rows of other profiles only break `profile_known`
    headlines  int64 [n]: code points of the headline at the start of each clean text, 0 for none
    """
    profile = as_ints(pc.index_in(pairs["profile"], value_set=pa.array(promises, pa.string())))
    profiled = ProfiledEdits(edits, list(promises.values()), profile)
    # Each promise of a profile -> the edits that would break it.
    rules: dict[str, Callable[[], Flags]] = {
        "names": lambda: _swaps_promised_name(profiled),
        "quotations": lambda: touches_quotation(edits),
        "glossary": lambda: _overlaps_promised_glossary(pairs, profiled),
        "numbers": lambda: swaps_number(edits),
        "hyphenated": lambda: touches_hyphen(edits),
        "headline": lambda: edits.spans["clean_start"] < headlines[edits.owners],
    }
    broken = {}
    for name in BY_PROFILE:
        promised = profiled.promised(name)
        broken[name] = promised & rules[name]() if promised.any() else promised
    broken["addresses"] = touches_address(edits) & (profile >= 0)[edits.owners]  # a promise of every profile
    kept = {f"{name}_kept": all_in_row(~found, edits.owners, edits.n_rows) for name, found in broken.items()}
    return {"profile_known": profile >= 0, **kept}


def find_promised(pairs: pa.Table, promises: Mapping[str, Promises], headlines: Ints) -> dict[str, Flags]:
    """Return, for each rule of `check_promises`, the rows that have to keep it: a rule's name -> bool [n].

    Profiles of other rows promise no such thing, and an article without a headline has none to keep.
    """
    profile = as_ints(pc.index_in(pairs["profile"], value_set=pa.array(promises, pa.string())))
    promised = {
        f"{name}_kept": np.isin(
            profile, [number for number, each in enumerate(promises.values()) if getattr(each, name)]
        )
        for name in BY_PROFILE
    }
    promised["headline_kept"] &= headlines > 0
    return promised | {"addresses_kept": profile >= 0}


def _swaps_promised_name(profiled: ProfiledEdits) -> Flags:
    edits = profiled.edits
    capitals, found = find_capitals(edits.originals.distinct), np.zeros(len(edits), bool)
    for number, each in enumerate(profiled.promises):
        if each.names:
            asked = (profiled.profile == number)[edits.owners]
            found |= swaps_name(edits, capitals, asked, known_names=each.known_names, homographs=each.homographs)
    return found


def _overlaps_promised_glossary(pairs: pa.Table, profiled: ProfiledEdits) -> Flags:
    found = np.zeros(len(profiled.edits), bool)
    for number, each in enumerate(profiled.promises):
        if each.glossary:
            found |= overlaps_glossary(pairs["clean"], profiled.edits, each.glossary, profiled.profile == number)
    return found
