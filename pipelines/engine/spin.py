"""Clean texts in, spun texts and their edits out: the whole engine, in order."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Bools, Ints, Texts, view_texts
from pipelines.engine.choose import pick_candidates
from pipelines.engine.draw import CHOOSE, RANK, Floats, Keys, pick_slots, random_bits
from pipelines.engine.gaps import describe_gaps, is_linked
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.phrases import PhraseTable
from pipelines.engine.slots import (
    is_address,
    is_contraction,
    is_hyphenated,
    is_listed,
    is_name,
    is_number,
    is_quotation,
)
from pipelines.engine.splice import Spliced, splice
from pipelines.engine.tokens import Tokens, find_tokens
from pipelines.engine.units import Units, find_units
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER, Vocabulary, describe_words
from schemas import EDIT


@dataclass(frozen=True)
class Rules:
    """What a spinner may touch, as plain values; a profile gives them.

    phrases      swap phrases as units of their own
    top          candidates of a unit to choose among, best first
    min_letters  shorter words are not swapped on their own
    names, quotations, hyphenated, glossary  protected if set
    """

    phrases: bool = True
    top: int = 20
    min_letters: int = 3
    names: bool = True
    quotations: bool = False
    hyphenated: bool = False
    glossary: PhraseTable | None = None


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


def spin_texts(texts: pa.StringArray, keys: Keys, rates: Floats, lexicon: Lexicon, rules: Rules) -> SpunTexts:
    """Spin each text once.

    keys   uint64 [m]: decides all random choices of a text; texts do not influence each other
    rates  float64 [m]: share of the words of each text to swap, 0-1
    As many words are swapped as rate * n_words says, rounded to a whole number (a half, up). A text comes short of
    that only if it has too few slots, and then by less words than the smallest phrase it has left.
    """
    clean = view_texts(texts)
    tokens = find_tokens(clean)
    vocabulary = describe_words(clean, tokens)
    slots = find_slots(clean, tokens, vocabulary, lexicon, rules)
    text_index = tokens.text_index[slots.first]
    positions = slots.first - tokens.offsets[text_index]
    is_picked = pick_slots(
        random_bits(keys[text_index], positions, RANK),
        lexicon.propensity[slots.entry],
        slots.n_words,
        text_index,
        np.floor(rates * tokens.counts + 0.5).astype(np.int64),
    )
    picked = np.flatnonzero(is_picked)
    swaps = Units(slots.first[picked], slots.n_words[picked], slots.entry[picked])
    text_index = text_index[picked]
    starts = lexicon.offsets[swaps.entry]
    ends = np.minimum(lexicon.offsets[swaps.entry + 1], starts + rules.top)
    rows = pick_candidates(random_bits(keys[text_index], positions[picked], CHOOSE), starts, ends, lexicon.cumulative)
    replacements = cased(lexicon, rows, vocabulary, swaps)
    last = swaps.first + swaps.n_words - 1
    spliced = splice(clean, tokens.starts[swaps.first], tokens.ends[last], text_index, replacements)
    n_swaps = np.bincount(text_index, minlength=len(texts))
    return SpunTexts(
        spun=spliced.texts,
        edits=edit_lists(spliced, replacements, lexicon, rows, n_swaps),
        n_words=tokens.counts,
        n_swaps=n_swaps,
        n_swapped_words=np.bincount(text_index, swaps.n_words, minlength=len(texts)).astype(np.int64),
    )


def find_slots(texts: Texts, tokens: Tokens, vocabulary: Vocabulary, lexicon: Lexicon, rules: Rules) -> Units:
    """The units of the lexicon that the rules allow to change."""
    gaps = describe_gaps(texts, tokens)
    protected = is_number(vocabulary) | is_contraction(tokens, vocabulary) | is_address(texts, tokens)
    if rules.names:
        protected |= is_name(tokens, vocabulary, gaps)
    if rules.quotations:
        protected |= is_quotation(texts, tokens)
    if rules.hyphenated:
        protected |= is_hyphenated(texts, tokens)
    if rules.glossary is not None:
        protected |= is_listed(rules.glossary, words_of(rules.glossary, vocabulary), tokens)
    return find_units(
        lexicon.phrases,
        words_of(lexicon.phrases, vocabulary),
        is_allowed=~protected,
        is_short=_is_short(vocabulary, rules.min_letters),
        is_linked=is_linked(gaps),
        phrases=rules.phrases,
    )


def words_of(table: PhraseTable, vocabulary: Vocabulary) -> Ints:
    """int64 [n]: the table's word of each token, or -1; case does not matter."""
    found = pc.index_in(vocabulary.lower, value_set=table.words)
    return pc.fill_null(found, -1).to_numpy().astype(np.int64)[vocabulary.lower_ids][vocabulary.ids]


def _is_short(vocabulary: Vocabulary, min_letters: int) -> Bools:
    return (vocabulary.n_letters < min_letters)[vocabulary.ids]


def cased(lexicon: Lexicon, rows: Ints, vocabulary: Vocabulary, swaps: Units) -> pa.StringArray:
    """The candidates' texts in the case of what they replace.

    A unit all in capitals gives capitals, unless it is a single letter; a capital first letter moves to the
    replacement's first letter.
    """
    first = vocabulary.case[vocabulary.ids[swaps.first]]
    form = np.where(first == LOWER, 0, np.where((first == UPPER) & (swaps.n_words == 1), 2, 1))
    phrases = np.flatnonzero((first != LOWER) & (swaps.n_words > 1))
    form[phrases] += _in_capitals(vocabulary, swaps, phrases)
    n_candidates = len(lexicon.texts) // 3
    return lexicon.texts.take(pa.array(lexicon.candidate[rows] + form * n_candidates))


def _in_capitals(vocabulary: Vocabulary, swaps: Units, phrases: Ints) -> Bools:
    """Bool [phrases]: no word of the phrase has a small letter, and one of them several capitals (A LOT, not A)."""
    n_words = swaps.n_words[phrases]
    borders = np.cumsum(n_words) - n_words
    within = np.arange(n_words.sum()) - np.repeat(borders, n_words)
    words = vocabulary.ids[np.repeat(swaps.first[phrases], n_words) + within]
    case = vocabulary.case[words]
    is_capital = (case == UPPER) | ((case == TITLE) & (vocabulary.n_letters[words] == 1))
    if not len(phrases):
        return np.zeros(0, bool)
    return np.logical_and.reduceat(is_capital, borders) & np.logical_or.reduceat(case == UPPER, borders)


def edit_lists(
    spliced: Spliced, replacements: pa.StringArray, lexicon: Lexicon, rows: Ints, n_swaps: Ints
) -> pa.ListArray:
    """The edits of each text as the contract has them."""
    row = pa.array(rows)
    columns = [
        pa.array(spliced.clean_start, pa.int32()),
        pa.array(spliced.clean_end, pa.int32()),
        pa.array(spliced.spun_start, pa.int32()),
        pa.array(spliced.spun_end, pa.int32()),
        spliced.original,
        replacements,
        lexicon.kind.take(row).cast(pa.string()),
        lexicon.source.take(row).cast(pa.string()),
        pa.array(np.ones(len(rows), np.int8)),
    ]
    offsets = pa.array(np.append(0, np.cumsum(n_swaps)), pa.int32())
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=list(EDIT)))
