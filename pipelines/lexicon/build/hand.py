"""The hand-written tables in configs/lexicons/hand/: replacements of common words by four families of spinners.

words.tsv       word, part of speech, and a list of replacements for each family, in base form, most typical first
phrases.tsv     unit and the four lists: phrases and function words, as surface forms
numbers.tsv     unit and one list: numbers as words and as digits
homographs.tsv  unit and one list: replacements that only another sense of the word allows

Two tables of the optional lexicon have the same layout as numbers.tsv:

connectives.tsv  prepositions, conjunctions, pronouns, auxiliaries and connectives
varieties.tsv    American and British words for the same thing
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from pipelines.errors import InputError

# The columns of words.tsv and phrases.tsv, one for each family of spinners (see DECISIONS.md).
FAMILIES = ("withinside", "twelve_months", "autoblog", "spinbot")
POS = {"n": "NOUN", "v": "VERB", "adj": "ADJ", "adv": "ADV"}
# Lists of each file.
LISTS = {
    "words.tsv": FAMILIES,
    "phrases.tsv": FAMILIES,
    "numbers.tsv": ("numbers",),
    "homographs.tsv": ("homographs",),
}
# The same for the tables of the optional lexicon.
OPTIONAL_LISTS = {"connectives.tsv": ("connectives",), "varieties.tsv": ("spelling",)}

Row = tuple[str, str, str, str, float]


def read_hand(folder: Path, lists: Mapping[str, Sequence[str]] = LISTS) -> pa.Table:
    """Return all entries of these tables, in columns unit, candidate, pos, family and score.

    pos    NOUN VERB ADJ ADV, or "" if the entry is a surface form
    score  float64: 1 / sqrt(place in the list, from 1)

    Raise InputError for a line with too few or too many columns.
    """
    rows = [row for name, families in lists.items() for row in _read_table(folder / name, families)]
    names = ("unit", "candidate", "pos", "family", "score")
    return pa.table({name: pa.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})


def _read_table(path: Path, families: Sequence[str]) -> Iterator[Row]:
    has_pos = path.name == "words.tsv"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        unit, *rest = (field.strip() for field in line.split("\t"))
        pos = POS.get(rest.pop(0)) if has_pos and rest else ""
        if len(rest) != len(families) or pos is None:
            part = f"a part of speech ({', '.join(POS)}) and " if has_pos else ""
            raise InputError(f"expected {part}{len(families)} lists in line {number} of {path.name}, got {line!r}")
        for family, entries in zip(families, rest, strict=True):
            candidates = dict.fromkeys(entry.strip() for entry in entries.split(","))
            wanted = [candidate for candidate in candidates if candidate not in ("", unit)]
            yield from ((unit, entry, pos, family, place**-0.5) for place, entry in enumerate(wanted, 1))
