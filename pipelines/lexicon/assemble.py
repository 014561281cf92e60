"""Make the lexicon of one profile: weigh the compiled lexicon, then add optional and learned swaps."""

import hashlib
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools, find_few
from pipelines.engine.hold_out import HoldOut, find_held_out
from pipelines.engine.index import Rows, check_swaps, stack_habits
from pipelines.engine.inventory import Inventory, make_inventory
from pipelines.engine.lexicon import Lexicon
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
from schemas import KINDS, ORIGINS

__all__ = ["Selection", "open_lexicon"]


def check_lexicon(selection: Selection) -> str:
    """Return the fingerprint of the lexicon that `open_lexicon` would open; raise the errors that it would.

    A thousandth of its time and memory: of the compiled lexicon only the schema is read.
    """
    read_tables([*selection.learned, *(name for name in selection.habits if name not in BUILT_IN)])
    return fingerprint_of(read_schema(selection.lexicon), selection)


def open_lexicon(selection: Selection, hold_out: HoldOut | None = None, beside: tuple[Selection, ...] = ()) -> Lexicon:
    """Return the lexicon that a profile selects, made once in a process; raise ConfigError for a missing file.

    hold_out  the candidates that it may have, None for all; both sides are made together
    beside    selections, this one among them, whose lexicons share what their texts alone decide: open each of them
              with the same ones; empty: the lexicon shares nothing
    """
    beside = beside or (selection,)
    if hold_out is None:
        return _open_whole(selection, beside)
    return _open_sides(selection, beside, hold_out.share)[hold_out.is_unseen]


def forget_lexicons() -> bool:
    """Free all opened lexicons, and what they were made from; return whether there were any.

    Those of the profiles of `news` take some 230 MB.
    """
    cached = [each for each in (_open_whole, _open_sides) if each.cache_info().currsize]
    for each in (*cached, _share_inventory, _find_held_out):
        each.cache_clear()
    if cached:
        forget_tables()
    return bool(cached)


def forget_tables() -> bool:
    """Free the compiled lexicons that those of the profiles were made from, and return whether there were any.

    They take 60 MB, and are needed again for other profiles.
    """
    is_there = _read_rows.cache_info().currsize > 0
    _read_rows.cache_clear()
    read_lexicon.cache_clear()
    return is_there


@lru_cache(maxsize=16)
def _open_whole(selection: Selection, beside: tuple[Selection, ...]) -> Lexicon:
    return _make_rows(selection, _share_inventory(beside)).index()


@lru_cache(maxsize=16)
def _open_sides(selection: Selection, beside: tuple[Selection, ...], share: float) -> tuple[Lexicon, Lexicon]:
    """Return the lexicon without the held-out candidates, and the one with no others."""
    inventory = _share_inventory(beside)
    return _make_rows(selection, inventory).split(_find_held_out(inventory, share))


@lru_cache(maxsize=4)
def _share_inventory(selections: tuple[Selection, ...]) -> Inventory:
    """Return the units and candidates of the lexicons of all selections, and maybe others."""
    names = dict.fromkeys(name for each in selections for name in _files_of(each))
    units, candidates = ([getattr(_read_rows(name), part) for name in names] for part in ("units", "candidates"))
    for learned in (read_tables(names) for names in dict.fromkeys(each.learned for each in selections) if names):
        units.append(learned.units)
        candidates.append(learned.candidate)
    return make_inventory(*(pc.unique(pa.concat_arrays(texts)) for texts in (units, candidates)))


@lru_cache(maxsize=4)
def _find_held_out(inventory: Inventory, share: float) -> Bools:
    """Bool [t]: the candidates of the inventory that are held out."""
    return find_held_out(inventory.analysis.tokens, inventory.analysis.vocabulary, share)


def _make_rows(selection: Selection, inventory: Inventory) -> Rows:
    """Make the rows of the lexicon that a profile selects; its texts are among those of the inventory."""
    rows = _read_rows(selection.lexicon)
    learned = read_tables(selection.learned) if selection.learned else None
    # Rows excluded by the samples and by the profile are dropped in one step, since gathering a million rows is slow.
    rows = weigh(rows, selection, find_hiding(rows.units, learned) if learned else None)
    if chosen := chosen_origins(selection):
        rows = join_rows(rows, _open_optional(selection, chosen))
    if learned:
        rows = teach(rows, learned)
    return Rows(
        inventory=inventory,
        unit_ids=_number(rows.units, inventory.units),
        candidate_ids=_number(rows.candidates, inventory.replacements),
        propensities=_propensities(rows, selection),
        unit=rows.unit,
        candidate=rows.candidate,
        weight=rows.weight,
        origin=rows.origin,
        origin_names=pa.array(ORIGINS),
        kind=rows.kind,
        kind_names=pa.array(KINDS),
        origins=rows.origins,
        zipf=rows.zipf,
        fingerprint=fingerprint_of(read_schema(selection.lexicon), selection),
    )


def _propensities(rows: LexiconRows, selection: Selection) -> Array:
    """float32 [h, u]: the propensities of the lexicon's own habit, and then those that the selection names."""
    own = to_propensity(learn_habits(rows, selection.learned if not selection.habits else ()))
    if selection.function_words != 1:
        own *= np.where(classes_of(rows.units) == EMPTY, selection.function_words, 1)
    others = [to_propensity(chances_of_habit(rows, name)) for name in selection.habits]
    return stack_habits(own, np.array(others) if others else None)


def _number(texts: pa.StringArray, known: pa.StringArray) -> Array:
    """int32 [n]: the number of each text among the known ones; many texts often begin as those do."""
    n = min(len(texts), len(known))
    is_other = pc.not_equal(texts.slice(0, n), known.slice(0, n)).to_numpy(zero_copy_only=False)
    n_same = int(is_other.argmax()) if is_other.any() else n
    return np.append(np.arange(n_same), find_few(texts.slice(n_same), known)).astype(np.int32)


def _open_optional(selection: Selection, chosen: tuple[str, ...]) -> LexiconRows:
    return weigh(rows_of_origins(_read_rows(optional_name(selection.lexicon)), chosen), selection)


def _files_of(selection: Selection) -> tuple[str, ...]:
    """Names of the compiled lexicons that the selection reads."""
    return (selection.lexicon, *([optional_name(selection.lexicon)] if chosen_origins(selection) else ()))


@lru_cache(maxsize=4)
def _read_rows(name: str) -> LexiconRows:
    """Read a compiled lexicon; raise ConfigError for a missing file, and ValueError for rows without a change."""
    table = read_lexicon(name)
    check_swaps(*(table[name].chunk(0) for name in ("unit", "candidate", "weight")))
    return LexiconRows.of(table)


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
