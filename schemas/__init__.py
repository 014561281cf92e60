"""The data contract: the Arrow schema of every table that Spindle writes. Imports pyarrow only.

articles       one clean article
groups         the group of duplicates and the split of each article
lexicon        a compiled lexicon
negatives      one text of the class "clean" beside the pairs of a release
pairs          one row of a release: a clean text, a spun text and the edits between them
rejects        one row that a stage could not use
expectations/  the checks of the suites, as JSON
"""

from schemas.articles import ARTICLES
from schemas.groups import CARRIED, GROUPS, SPLITS, UNSEEN
from schemas.lexicon import LEXICON, OPTIONAL_ORIGINS, ORIGINS
from schemas.negatives import NEGATIVE_KINDS, NEGATIVES
from schemas.pairs import EDIT, ENCODINGS, FEW_VALUES, KINDS, PAIRS
from schemas.rejects import REASONS, REJECTS

__all__ = [
    "ARTICLES",
    "CARRIED",
    "EDIT",
    "ENCODINGS",
    "FEW_VALUES",
    "GROUPS",
    "KINDS",
    "LEXICON",
    "NEGATIVES",
    "NEGATIVE_KINDS",
    "OPTIONAL_ORIGINS",
    "ORIGINS",
    "PAIRS",
    "REASONS",
    "REJECTS",
    "SPLITS",
    "UNSEEN",
]
