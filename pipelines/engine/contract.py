"""The output of the engine: the spun texts, and their edits in the layout of schemas.EDIT."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Ints, Texts, cut
from pipelines.engine.compose import Edits
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.splice import cut_out, differs, in_code_points
from pipelines.engine.undone import EditedTexts
from schemas import EDIT


@dataclass(frozen=True)
class SpunTexts:
    """One spun variant of each of m texts.

    spun             string [m]
    edits            list<schemas.EDIT> [m], sorted and disjoint, offsets in code points
    n_words          int64 [m]: tokens of the clean text
    n_swaps          int64 [m]: edits
    n_swapped_words  int64 [m]: tokens of the clean text inside edits
    """

    spun: pa.StringArray
    edits: pa.ListArray
    n_words: Ints
    n_swaps: Ints
    n_swapped_words: Ints


def as_contract(clean: Texts, edited: EditedTexts, lexicon: Lexicon, n_words: Ints) -> SpunTexts:
    """Convert the texts and edits to the layout of the contract; edits that change nothing are left out.

    n_words  int64 [m]: tokens of each clean text
    """
    edits, originals, replacements = _changed_edits(clean, edited)
    n_swaps = np.bincount(edits.text_index, minlength=len(clean))
    spans = (
        *in_code_points(clean, edits.text_index, edits.before_starts, edits.before_ends),
        *in_code_points(edited.texts, edits.text_index, edits.after_starts, edits.after_ends),
    )
    columns = [
        *(pa.array(border) for border in spans),
        originals,
        replacements,
        _kinds(edits, lexicon),
        lexicon.origin.take(pa.array(edits.row)).cast(pa.string()),
        pa.array(edits.passes, pa.int8()),
    ]
    offsets = pa.array(np.append(0, np.cumsum(n_swaps)), pa.int32())
    return SpunTexts(
        spun=cut(edited.texts.data, edited.texts.offsets),
        edits=pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=list(EDIT))),
        n_words=n_words,
        n_swaps=n_swaps,
        n_swapped_words=np.bincount(edits.text_index, edits.n_clean, minlength=len(clean)).astype(np.int64),
    )


def _changed_edits(clean: Texts, edited: EditedTexts) -> tuple[Edits, pa.StringArray, pa.StringArray]:
    """The edits that change their originals, with these originals and the replacements."""
    edits = edited.edits
    is_changed = differs(
        (clean.data, edits.before_starts, edits.before_ends), (edited.texts.data, edits.after_starts, edits.after_ends)
    )
    edits = edits if is_changed.all() else edits.where(is_changed)
    originals = cut_out(clean.data, edits.before_starts, edits.before_ends)
    return edits, originals, cut_out(edited.texts.data, edits.after_starts, edits.after_ends)


def _kinds(edits: Edits, lexicon: Lexicon) -> pa.StringArray:
    """The kind of each edit: `entity` for a name-like word that is no homograph, otherwise the lexicon's kind."""
    names = pa.concat_arrays([lexicon.kind.dictionary, pa.array(["entity"])])
    codes = lexicon.kind.indices.to_numpy().take(edits.row)
    name_like = np.flatnonzero(edits.is_name_like)
    is_homograph = codes.take(name_like) == lexicon.kind.dictionary.index("homograph").as_py()
    codes[name_like[~is_homograph]] = len(names) - 1
    return names.take(pa.array(codes))
