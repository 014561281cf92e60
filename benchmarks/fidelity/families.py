"""Traces of each family of spinners in the project: what a corpus without that family must not use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Traces:
    """The traces of a family.

    profiles   profiles made in the family's image; a learned table has the name of its profile
    hand_list  origin of the lexicon with the family's words, written by hand from general knowledge
    """

    profiles: tuple[str, ...]
    hand_list: str | None = None


TRACES: Mapping[str, Traces] = {
    "F3-withinside": Traces(("withinside",), "withinside"),
    "F2-12months": Traces(("twelve_months",), "twelve_months"),
    "F4-spinbot": Traces(("spinbot",), "spinbot"),
    # Perhaps one spinner.
    "F23-inch": Traces(("title_case",)),
    "F13-pioneer": Traces(("title_case",)),
    "F9-wordnet-lemma": Traces(("lemmas",)),
    "F18-h2o-substantially": Traces(("padded",)),
    "F20-forumspam": Traces(("forum",)),
}
NO_TRACES = Traces(())


def traces_of(family: str) -> Traces:
    return TRACES.get(family, NO_TRACES)


def has_seen(profiles: Iterable[str], tables: Iterable[str]) -> bool:
    """Return True if one of the profiles or learned tables was made from samples of a family."""
    known = {name for traces in TRACES.values() for name in traces.profiles}
    return bool(known & {*profiles, *tables})
