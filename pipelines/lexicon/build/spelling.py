"""Find British spellings of American units: the thesaurus has `organize`, and half of the world's news `organise`."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Ints

# British ending or stem, and the American one; each is applied separately, and counts only if the result is a unit.
RULES = (
    (r"is(e|ed|es|er|ers|ing|ation|ations|able)$", r"iz\1"),
    (r"ys(e|ed|es|er|ers|ing)$", r"yz\1"),
    (r"our", r"or"),
    (r"([bt])re(s|d)?$", r"\1er\2"),
    (r"(def|off|lic|pret)ence", r"\1ense"),
    (r"amme(s)?$", r"am\1"),
    (r"ogue(s)?$", r"og\1"),
    (r"ll(ed|ing|er|ers|or|ors|ment|ful|fully)$", r"l\1"),
    (r"([ao])e", r"e"),
    (r"^cheque", r"check"),
    (r"^(t|k)yre", r"\1ire"),
    (r"^plough", r"plow"),
    (r"^grey", r"gray"),
    (r"^sceptic", r"skeptic"),
    (r"mould", r"mold"),
)


def match_spellings(words: pa.StringArray, units: pa.StringArray) -> tuple[Ints, Ints]:
    """Return the indices of the words that are British spellings of units, and the indices of these units.

    >>> match_spellings(pa.array(["colours", "hour", "organised"]), pa.array(["colors", "hor", "organized"]))
    (array([0, 1, 2]), array([0, 1, 2]))
    >>> match_spellings(pa.array(["colors", "exercise"]), pa.array(["colors", "exercise", "exercize"]))
    (array([], dtype=int64), array([], dtype=int64))
    """
    found = pc.index_in(words, value_set=units).is_valid().to_numpy(zero_copy_only=False)
    unit = np.full(len(words), -1)
    for british, american in RULES:
        spelled = pc.replace_substring_regex(words, british, american)
        index = pc.fill_null(pc.index_in(spelled, value_set=units), -1).to_numpy()
        unit = np.where(~found & (unit < 0), index, unit)
    at = np.flatnonzero(unit >= 0)
    return at, unit[at].astype(np.int64)
