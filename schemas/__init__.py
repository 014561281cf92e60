"""The data contract: every table Spindle writes, as Arrow schemas. Imports pyarrow only."""

from schemas.articles import ARTICLES
from schemas.groups import GROUPS, SPLITS, UNSEEN
from schemas.lexicon import LEXICON, SOURCES
from schemas.pairs import EDIT, KINDS, PAIRS
from schemas.rejects import REJECTS

__all__ = ["ARTICLES", "EDIT", "GROUPS", "KINDS", "LEXICON", "PAIRS", "REJECTS", "SOURCES", "SPLITS", "UNSEEN"]
