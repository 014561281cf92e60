"""Restoration: the spun text is the source sequence and the clean text the target; edits undone and done again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipelines.errors import ConfigError, InputError
from pipelines.fingerprint import code_fingerprint
from pipelines.lexicon.load import lexicon_fingerprint, read_schema
from pipelines.training import views
from pipelines.training.candidates import LEXICON, list_candidates, reverse_lexicon
from pipelines.training.edit_spans import flatten_edits

if TYPE_CHECKING:
    from datasets import Features

TEXTS = ["pair_id", "article_id", "group_id", "spun", "clean"]
SPANS = ["spun_start", "spun_end", "clean_start", "clean_end"]
FIELDS = [*SPANS, "replacement", "original"]
# Longest text that an error quotes.
QUOTED = 60


@dataclass(frozen=True)
class Restoration:
    """Makes rows of spun and clean texts from a table of pairs.

    n_candidates  most candidates for the original of each edit; 0: no columns of candidates
    code          hash of this code: `datasets` keeps results in a cache by the fields of this class
    """

    n_candidates: int = 0
    code: str = ""

    def __call__(self, pairs: pa.Table) -> pa.Table:
        """Return a row for each pair: its ids, texts, and edits with their spans, texts and candidates."""
        lengths, columns = flatten_edits(pairs["edits"], FIELDS)
        if self.n_candidates:
            columns |= list_candidates(_join(columns), self.n_candidates, reverse_lexicon())
        borders = pa.array(np.append(0, np.cumsum(lengths)), pa.int32())
        texts = {name: pairs[name] for name in TEXTS}
        return pa.table(texts | {"edits": pa.ListArray.from_arrays(borders, _join(columns))})


def _join(columns: Mapping[str, pa.Array]) -> pa.StructArray:
    return pa.StructArray.from_arrays([*columns.values()], [*columns])


def make_restoration(n_candidates: int = 0) -> Restoration:
    """Return the function on tables; raise ConfigError for a negative number, or if the lexicon is not there."""
    if isinstance(n_candidates, bool) or not isinstance(n_candidates, int) or n_candidates < 0:
        raise ConfigError(f"expected the number of candidates of an edit, 0 for none, got {str(n_candidates)[:60]!r}")
    if not n_candidates:
        return Restoration(code=code_fingerprint(__name__))
    return Restoration(n_candidates, f"{code_fingerprint(__name__)} {lexicon_fingerprint(read_schema(LEXICON))}")


def to_restoration(dataset: Any, *, candidates: int = 0, num_proc: int | None = None) -> Any:
    """See `spindle.to_restoration`."""
    batch = make_restoration(candidates)
    columns = [*TEXTS, "edits"]
    return views.apply(dataset, batch, columns, features(with_candidates=candidates > 0), n_processes=num_proc)


def features(*, with_candidates: bool = False) -> "Features":
    """The columns of the rows, for `datasets`."""
    from datasets import Features, List, Value  # noqa: PLC0415 - takes 1 s

    edit: dict[str, Any] = {name: Value("int32" if name in SPANS else "string") for name in FIELDS}
    if with_candidates:
        edit |= {"candidates": List(Value("string")), "original_rank": Value("int32")}
    return Features({name: Value("string") for name in TEXTS} | {"edits": List(edit)})


def undo(row: Mapping[str, Any]) -> str:
    """Return the clean text, made from `spun` and `edits` alone.

    Raises InputError if the spun text is not the one that the edits belong to.
    """
    return _replace(row, ("spun", "replacement"), "original")


def redo(row: Mapping[str, Any]) -> str:
    """Return the spun text, made from `clean` and `edits` alone.

    Raises InputError if the clean text is not the one that the edits belong to.
    """
    return _replace(row, ("clean", "original"), "replacement")


def _replace(row: Mapping[str, Any], before: tuple[str, str], after: str) -> str:
    side, expected = before
    if missing := [name for name in (side, "edits") if name not in row]:
        raise InputError(f"expected a row with {side!r} and 'edits', it has no {missing[0]!r}: pass a row of a release")
    text, pieces, position = row[side], [], 0
    if not isinstance(text, str):
        raise InputError(f"expected the {side} text, got {str(text)[:QUOTED]!r}: pass a row of a release")
    for start, end, old, new in _read_edits(row["edits"], (f"{side}_start", f"{side}_end", expected, after)):
        if text[start:end] != old or start < position:
            raise InputError(
                f"expected {old[:QUOTED]!r} at {start} to {end} of the {side} text, got "
                f"{text[start:end][:QUOTED]!r}: pass a row of a release with its texts and edits unchanged"
            )
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])


def _read_edits(edits: Any, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    try:
        return [tuple(edit[name] for name in names) for edit in edits]
    except (KeyError, TypeError, IndexError) as error:
        raise InputError(
            f"expected edits with {', '.join(names)}, got {str(edits)[:QUOTED]!r}: pass a row of a release"
        ) from error
