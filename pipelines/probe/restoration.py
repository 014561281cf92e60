"""Restoration: the share of edits whose original word is among the candidates, the words a replacement may stand for.

Candidates are the words that edits of the split train turned into the replacement, then the units of the lexicon that
have it as a candidate: those that clean texts have often, and that the lexicon often turns into it, first.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import cut, view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.lexicon.load import read_lexicon
from pipelines.probe.detection import Row
from pipelines.probe.metrics import Ints, round_figure
from pipelines.probe.texts import batch_borders, plain

LEXICON_NAME = "english"
SHARES = {"candidates": np.iinfo(np.int64).max, "first": 1, "first_five": 5}
PAIR, WORDS = ["replacement", "original"], ["original", "n"]


def restoration_row(split: str, edits: pa.Table, candidates: pa.Table) -> Row:
    """The shares of the edits of a split whose original is a candidate, the first, and among the first five.

    edits       of `count_edits`
    candidates  of `list_candidates`
    """
    ranks, counts = rank_originals(edits, candidates), edits["count"].to_numpy()
    total = int(counts.sum())
    shares = {
        name: round_figure(counts[(ranks >= 0) & (ranks < most)].sum() / total) if total else None
        for name, most in SHARES.items()
    }
    return {"split": split, "n_edits": total} | shares


def count_edits(pairs: pa.Table) -> pa.Table:
    """The distinct edits, in lower case and with single spaces: replacement, original, count int64."""
    fields = pairs["edits"].combine_chunks().flatten()
    columns = {name: _fold(pc.struct_field(fields, name)) for name in PAIR}
    return pa.table(columns).group_by(PAIR).aggregate([([], "count_all")]).rename_columns([*PAIR, "count"])


def count_clean_words(pairs: pa.Table) -> pa.Table:
    """The distinct words of the clean texts, in lower case: original, n int64."""
    texts = plain(pairs["clean"])
    nothing = pa.table({"original": pa.array([], pa.string()), "n": pa.array([], pa.int64())})
    counted = [_count_words(texts.slice(start, end - start)) for start, end in batch_borders(texts)]
    return pa.concat_tables([nothing, *counted]).group_by("original").aggregate([("n", "sum")]).rename_columns(WORDS)


def _count_words(texts: pa.StringArray) -> pa.Table:
    viewed = view_texts(texts)
    tokens = find_tokens(viewed)
    borders = np.append(np.stack([tokens.starts, tokens.ends], axis=1).ravel(), len(viewed.data))
    # Every second string lies between two words.
    words = cut(viewed.data, borders).take(pa.array(np.arange(0, 2 * len(tokens), 2)))
    counted = pc.value_counts(pc.utf8_lower(words))
    return pa.table([counted.field(0), counted.field(1)], names=WORDS)


def list_candidates(
    replacements: pa.Array, train: pa.Table, words: pa.Table, lexicon: pa.Table | None = None
) -> pa.Table:
    """Return the candidates for each replacement, best first: replacement, original, and rank int64, from 0.

    train    edits of the split train, of `count_edits`
    words    of `count_clean_words`
    lexicon  a table of schemas.LEXICON; Spindle's own unless given
    """
    wanted = pc.unique(replacements)
    known = train.filter(pc.is_in(train["replacement"], value_set=wanted)).select([*PAIR, "count"])
    known = known.append_column("weight", pa.array(np.zeros(len(known))))
    found = _reverse(read_lexicon(LEXICON_NAME) if lexicon is None else lexicon, wanted, words)
    both = pa.concat_tables([known, found])
    del known, found  # some 100 MB with what follows
    both = both.filter(pc.not_equal(both["replacement"], both["original"]))
    # Each thread would have a table of its own.
    return _rank(both.group_by(PAIR, use_threads=False).aggregate([("count", "sum"), ("weight", "max")]))


def rank_originals(edits: pa.Table, candidates: pa.Table) -> Ints:
    """int64 [e]: rank of the original among the candidates for the replacement, -1 if it is none of them.

    The order of the candidates for an edit in its context (`Detector.rank`) would be computed here, edit by edit.
    """
    keyed = edits.select(PAIR).append_column("row", pa.array(np.arange(len(edits))))
    # A join of all candidates takes four times as long as finding those that it can use.
    is_wanted = [pc.is_in(candidates[name], value_set=pc.unique(edits[name])) for name in PAIR]
    joined = keyed.join(candidates.filter(pc.and_(*is_wanted)), PAIR, join_type="left outer").sort_by("row")
    return pc.fill_null(joined["rank"], -1).to_numpy().astype(np.int64)


def _reverse(lexicon: pa.Table, replacements: pa.Array, words: pa.Table) -> pa.Table:
    """The units of the lexicon that have a replacement as candidate.

    The weight is how often the unit becomes the replacement, by Bayes' rule: occurrences of the unit in clean texts,
    and one, times its propensity, times the share of the candidate in the unit's weights. With the occurrences, the
    original is the first candidate for .30 of the edits of test_unseen instead of .13.
    """
    columns = {name: lexicon[name].combine_chunks() for name in ("unit", "candidate", "weight", "propensity")}
    unit, candidate = columns["unit"].indices.to_numpy(), columns["candidate"].indices.to_numpy()
    is_wanted = pc.is_in(columns["candidate"].dictionary, value_set=replacements).to_numpy(zero_copy_only=False)
    weights = columns["weight"].to_numpy().astype(float)
    shares = weights / np.bincount(unit, weights)[unit] * columns["propensity"].to_numpy()
    found = pc.index_in(columns["unit"].dictionary, value_set=words["original"].combine_chunks())
    occurrences = pc.fill_null(words["n"].take(found), 0).to_numpy() + 1
    at = np.flatnonzero(is_wanted[candidate])
    return pa.table(
        {
            "replacement": columns["candidate"].dictionary.take(pa.array(candidate[at])),
            "original": columns["unit"].dictionary.take(pa.array(unit[at])),
            "count": pa.array(np.zeros(len(at), np.int64)),
            "weight": pa.array((shares * occurrences[unit])[at]),
        }
    )


def _rank(candidates: pa.Table) -> pa.Table:
    """Order the candidates for each replacement by count and weight."""
    replacement, original = (candidates[name].combine_chunks().dictionary_encode() for name in PAIR)
    by_name = np.argsort(original.dictionary.to_numpy(zero_copy_only=False).astype(object))
    places = np.argsort(by_name)[original.indices.to_numpy()]
    numbers: npt.NDArray[np.int32] = replacement.indices.to_numpy()
    best = (-candidates[name].to_numpy() for name in ("weight_max", "count_sum"))
    order = np.lexsort((places, *best, numbers))
    numbers = numbers[order]
    ranks = np.arange(len(numbers)) - np.searchsorted(numbers, numbers)
    return candidates.select(PAIR).take(pa.array(order)).append_column("rank", pa.array(ranks))


def _fold(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(pc.utf8_lower(texts), r"\s+", " ")
