"""What the engine hands out: the spun texts, and their edits as schemas.EDIT has them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Ints, Texts, cut
from pipelines.engine.compose import Edits
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.splice import cut_out, in_code_points
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


def as_contract(
    clean: Texts,
    spun: Texts,
    edits: Edits,
    lexicon: Lexicon,
    n_words: Ints,
    *,
    replacements: pa.StringArray | None,
) -> SpunTexts:
    """The texts and edits as the contract has them.

    replacements  string [e]: what each edit puts, all of it other than what stood there; None: it is cut out of the
                  spun texts, and edits that came back to their originals are dropped
    """
    originals = cut_out(clean.data, edits.clean_starts, edits.clean_ends)
    if replacements is None:
        replacements = cut_out(spun.data, edits.spun_starts, edits.spun_ends)
        changed = pc.not_equal(originals, replacements)
        edits = edits.where(changed.to_numpy(zero_copy_only=False))
        originals, replacements = originals.filter(changed), replacements.filter(changed)
    n_swaps = np.bincount(edits.text_index, minlength=len(clean))
    spans = (
        *in_code_points(clean, edits.text_index, edits.clean_starts, edits.clean_ends),
        *in_code_points(spun, edits.text_index, edits.spun_starts, edits.spun_ends),
    )
    columns = [
        *(pa.array(border, pa.int32()) for border in spans),
        originals,
        replacements,
        _kinds(edits, lexicon),
        lexicon.source.take(pa.array(edits.row)).cast(pa.string()),
        pa.array(edits.passes, pa.int8()),
    ]
    offsets = pa.array(np.append(0, np.cumsum(n_swaps)), pa.int32())
    return SpunTexts(
        spun=cut(spun.data, spun.offsets),
        edits=pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=list(EDIT))),
        n_words=n_words,
        n_swaps=n_swaps,
        n_swapped_words=np.bincount(edits.text_index, edits.n_words, minlength=len(clean)).astype(np.int64),
    )


def _kinds(edits: Edits, lexicon: Lexicon) -> pa.StringArray:
    """What each edit hit: an entity if it was name-like and no homograph, else what the lexicon says."""
    if not edits.like_name.any():
        return lexicon.kind.take(pa.array(edits.row)).cast(pa.string())
    names = pa.concat_arrays([lexicon.kind.dictionary, pa.array(["entity"])])
    codes = lexicon.kind.indices.to_numpy()[edits.row]
    is_homograph = codes == lexicon.kind.dictionary.index("homograph").as_py()
    codes = np.where(edits.like_name & ~is_homograph, len(names) - 1, codes)
    return names.take(pa.array(codes))
