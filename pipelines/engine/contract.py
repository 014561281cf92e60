"""The output of the engine: the spun texts, and their edits in the layout of schemas.EDIT."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Ints, Texts, cut, view_texts
from pipelines.engine.compose import Edits
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.splice import Replacements, cut_out, differs, in_code_points, splice
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


@dataclass(frozen=True)
class EditedTexts:
    """m clean texts after all passes.

    texts  the spun texts
    edits  e edits from the clean texts to these, in bytes; some may have restored their originals
    """

    texts: Texts
    edits: Edits


def as_contract(clean: Texts, edited: EditedTexts, lexicon: Lexicon, n_words: Ints) -> SpunTexts:
    """Convert the texts and edits to the layout of the contract; edits that restored their originals are dropped.

    n_words  int64 [m]: tokens of each clean text
    An edit of several passes that wrote its original with other capitals is one of these: the original is put back.
    """
    edited = _restore_capitals(clean, edited)
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


def _restore_capitals(clean: Texts, edited: EditedTexts) -> EditedTexts:
    """The texts with the originals of edits that several passes have led back to them, but for capitals.

    Only edits of as many bytes as their originals are compared, so that all others stay where they are.
    """
    texts, edits = edited.texts, edited.edits
    at = np.flatnonzero(
        (edits.passes > 1) & (edits.before_ends - edits.before_starts == edits.after_ends - edits.after_starts)
    )
    originals = cut_out(clean.data, edits.before_starts[at], edits.before_ends[at])
    replacements = cut_out(texts.data, edits.after_starts[at], edits.after_ends[at])
    is_back = pc.and_(
        pc.equal(pc.utf8_lower(originals), pc.utf8_lower(replacements)), pc.not_equal(originals, replacements)
    )
    at = at[is_back.to_numpy(zero_copy_only=False)]
    if not len(at):
        return edited
    put = Replacements(view_texts(originals.filter(is_back)), np.arange(len(at)))
    restored = splice(texts, edits.after_starts[at], edits.after_ends[at], edits.text_index[at], put)
    return EditedTexts(restored.texts, edits)


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
