"""Clean texts in, spun texts and their edits out: the whole engine, in order."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Ints, Texts, cut, view_texts
from pipelines.engine.compose import NO_EDITS, Edits, compose
from pipelines.engine.draw import Floats, Keys
from pipelines.engine.gaps import describe_gaps, is_linked
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.numbers import is_digits
from pipelines.engine.protect import Spans, protect_words
from pipelines.engine.replace import replace_words
from pipelines.engine.rules import Controls, Rules, controls_of
from pipelines.engine.splice import cut_out, in_code_points, splice
from pipelines.engine.swaps import choose_swaps, pass_keys, pieces_of, text_of
from pipelines.engine.tokens import Tokens, find_tokens
from pipelines.engine.units import Units, find_units
from pipelines.engine.vocabulary import Vocabulary, describe_words
from pipelines.engine.words import Words, clean_words
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


def spin_texts(
    texts: pa.StringArray, keys: Keys, rates: Floats, lexicon: Lexicon, rules: Rules, *, kept: Spans | None = None
) -> SpunTexts:
    """Spin each text, in as many passes as the rules have.

    keys   uint64 [m]: decides all random choices of a text; texts do not influence each other
    rates  float64 [m]: share of the words of each text to swap, 0-1
    kept   words that may not change, besides those that the rules protect
    As many clean words are swapped as rate * n_words says, rounded to a whole number (a half, up). A text comes short
    of that only if it has too few slots, and then by less words than the smallest phrase it has left, or if later
    passes undid what earlier ones did.
    """
    clean = view_texts(texts)
    controls = controls_of(rules, len(texts))
    tokens = find_tokens(clean)
    words = find_words(
        clean, tokens, describe_words(clean, tokens), lexicon=lexicon, rules=rules, controls=controls, kept=kept
    )
    spun, edits = _make_passes(
        clean, words, keys, _whole(rates * tokens.counts), lexicon=lexicon, rules=rules, controls=controls
    )
    return _as_contract(clean, spun, edits, lexicon, tokens.counts, may_be_undone=len(rules.passes) > 1)


def find_words(
    texts: Texts,
    tokens: Tokens,
    vocabulary: Vocabulary,
    *,
    lexicon: Lexicon,
    rules: Rules,
    controls: Controls,
    kept: Spans | None = None,
) -> Words:
    """The words of clean texts, with what the rules say of each."""
    gaps = describe_gaps(texts, tokens)
    digits = is_digits(vocabulary) if controls.digits.any() else None
    protection = protect_words(
        texts, tokens, vocabulary, gaps, lexicon=lexicon, rules=rules, controls=controls, kept=kept, digits=digits
    )
    is_short = (vocabulary.n_letters < rules.min_letters)[vocabulary.ids]
    return clean_words(
        tokens,
        vocabulary,
        lexicon.phrases,
        is_allowed=~protection.is_protected,
        is_linked=is_linked(gaps),
        is_short=is_short if digits is None else is_short & ~digits,
        like_name=protection.like_name,
        articles=bool(controls.repair_articles.any()),
    )


def find_slots(words: Words, lexicon: Lexicon, controls: Controls) -> Units:
    """The units of the lexicon that may change."""
    linked = words.is_linked
    if not controls.phrases.all():
        linked = linked & np.repeat(controls.phrases > 0, words.counts)
    return find_units(
        lexicon.phrases,
        words.words,
        is_allowed=words.is_allowed,
        is_short=words.is_short,
        is_linked=linked,
        phrases=bool(controls.phrases.any()),
    )


def _make_passes(
    texts: Texts, words: Words, keys: Keys, room: Ints, *, lexicon: Lexicon, rules: Rules, controls: Controls
) -> tuple[Texts, Edits]:
    """The texts after all passes, and what all of them did as one list of edits.

    room  int64 [m]: clean words to cover in each text
    """
    n_words, covered, edits = words.counts, np.zeros_like(room), NO_EDITS
    shares = np.cumsum(rules.passes)
    shares[-1] = 1  # whatever the last digits of the sum
    for number, share in enumerate(shares, 1):
        swaps = choose_swaps(
            words,
            find_slots(words, lexicon, controls),
            pass_keys(keys, number),
            room=_whole(share * room) - covered,
            again_room=_whole(controls.again * (words.counts - n_words + covered)),
            lexicon=lexicon,
            rules=rules,
            controls=controls,
            earlier=edits,
        )
        covered += np.bincount(swaps.text_index, swaps.n_fresh, minlength=len(texts)).astype(np.int64)
        pieces, slot_piece = pieces_of(swaps, words, lexicon, rules)
        starts, ends = words.starts[pieces.first], words.ends[pieces.first + pieces.n_words - 1]
        spliced = splice(texts, starts, ends, pieces.text_index, text_of(pieces, lexicon))
        texts = spliced.texts
        first_piece = slot_piece - swaps.mends
        later = Edits(
            text_index=swaps.text_index,
            clean_starts=starts[first_piece],
            clean_ends=ends[slot_piece],
            spun_starts=spliced.starts[first_piece],
            spun_ends=spliced.ends[slot_piece],
            n_words=swaps.n_fresh,
            passes=np.ones_like(swaps.row),
            row=swaps.row,
            like_name=swaps.like_name,
            unit=swaps.entry,
        )
        edits = compose(edits, later) if len(edits) else later
        if number < len(shares):
            known = lexicon.candidate_words
            words = replace_words(
                words, pieces, spliced.starts, spliced.ends, known=known, min_letters=rules.min_letters
            )
    return texts, edits


def _whole(numbers: Floats) -> Ints:
    """Rounded to whole numbers, a half up."""
    return np.floor(numbers + 0.5).astype(np.int64)


def _as_contract(
    clean: Texts, spun: Texts, edits: Edits, lexicon: Lexicon, n_words: Ints, *, may_be_undone: bool
) -> SpunTexts:
    """The texts and edits as the contract has them; edits that later passes undid are dropped."""
    originals = cut_out(clean.data, edits.clean_starts, edits.clean_ends)
    replacements = cut_out(spun.data, edits.spun_starts, edits.spun_ends)
    if may_be_undone:
        changed = pc.not_equal(originals, replacements)
        edits = edits.where(changed.to_numpy(zero_copy_only=False))
        originals, replacements = originals.filter(changed), replacements.filter(changed)
    n_swaps = np.bincount(edits.text_index, minlength=len(clean))
    clean_starts = in_code_points(clean, edits.text_index, edits.clean_starts)
    clean_ends = in_code_points(clean, edits.text_index, edits.clean_ends)
    spun_starts = in_code_points(spun, edits.text_index, edits.spun_starts)
    spun_ends = in_code_points(spun, edits.text_index, edits.spun_ends)
    columns = [
        pa.array(clean_starts, pa.int32()),
        pa.array(clean_ends, pa.int32()),
        pa.array(spun_starts, pa.int32()),
        pa.array(spun_ends, pa.int32()),
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
    names = pa.concat_arrays([lexicon.kind.dictionary, pa.array(["entity"])])
    codes = lexicon.kind.indices.to_numpy()[edits.row]
    is_homograph = codes == lexicon.kind.dictionary.index("homograph").as_py()
    codes = np.where(edits.like_name & ~is_homograph, len(names) - 1, codes)
    return names.take(pa.array(codes))
