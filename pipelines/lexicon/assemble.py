"""Make the lexicon of one profile: weigh the compiled lexicon, then add optional and learned swaps."""

import hashlib
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pyarrow as pa

from pipelines.engine.lexicon import Lexicon, index_lexicon
from pipelines.lexicon.habits import (
    BUILT_IN,
    EMPTY,
    chances_of_habit,
    classes_of,
    learn_habits,
    read_tables,
    to_propensity,
)
from pipelines.lexicon.learned import learned_path
from pipelines.lexicon.load import lexicon_fingerprint, read_lexicon, read_schema
from pipelines.lexicon.optional import chosen_origins, join_rows, optional_name, rows_of_origins
from pipelines.lexicon.teach import find_hiding, teach
from pipelines.lexicon.weigh import LexiconRows, Selection, weigh

__all__ = ["Selection", "open_lexicon"]


def check_lexicon(selection: Selection) -> str:
    """Return the fingerprint of the lexicon that `open_lexicon` would open; raise the errors that it would.

    A thousandth of its time and memory: of the compiled lexicon only the schema is read.
    """
    read_tables([*selection.learned, *(name for name in selection.habits if name not in BUILT_IN)])
    return fingerprint_of(read_schema(selection.lexicon), selection)


@lru_cache(maxsize=16)
def open_lexicon(selection: Selection) -> Lexicon:
    """Return the lexicon that a profile selects, made once in a process; raise ConfigError for a missing file."""
    return make_lexicon(selection)


def make_lexicon(selection: Selection) -> Lexicon:
    """Make the lexicon that a profile selects; raise ConfigError for a missing file."""
    table = read_lexicon(selection.lexicon)
    rows = LexiconRows.of(table)
    learned = read_tables(selection.learned) if selection.learned else None
    # Rows excluded by the samples and by the profile are dropped in one step, since gathering a million rows is slow.
    rows = weigh(rows, selection, find_hiding(rows.units, learned) if learned else None)
    if chosen := chosen_origins(selection):
        rows = join_rows(rows, _open_optional(selection, chosen))
    if learned:
        rows = teach(rows, learned)
    own = selection.learned if not selection.habits else ()
    propensity = to_propensity(learn_habits(rows, own))
    if selection.function_words != 1:
        propensity *= np.where(classes_of(rows.units) == EMPTY, selection.function_words, 1)
    others = [to_propensity(chances_of_habit(rows, name)) for name in selection.habits]
    is_unit = np.zeros(len(rows.units), bool)
    is_unit[rows.unit] = True
    return index_lexicon(
        rows.table(propensity),
        fingerprint_of(table.schema, selection),
        np.array(others)[:, is_unit] if others else None,
    )


def _open_optional(selection: Selection, chosen: tuple[str, ...]) -> LexiconRows:
    table = read_lexicon(optional_name(selection.lexicon))
    return weigh(rows_of_origins(LexiconRows.of(table), chosen), selection)


def fingerprint_of(schema: pa.Schema, selection: Selection) -> str:
    """Return a hash of the compiled lexicon, the selection and the learned tables, independent of file locations."""
    habits = tuple(name if name in BUILT_IN else "learned" for name in selection.habits)
    asked = replace(selection, lexicon="", learned=(), habits=habits)
    digest = hashlib.sha256(repr((lexicon_fingerprint(schema), asked)).encode())
    if chosen_origins(selection):
        digest.update(lexicon_fingerprint(read_schema(optional_name(selection.lexicon))).encode())
    for name in (*selection.learned, *(name for name in selection.habits if name not in BUILT_IN)):
        digest.update(learned_path(name).read_bytes())
    return digest.hexdigest()[:32]
