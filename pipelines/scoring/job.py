"""The scores of a batch of rows; runs in a worker.

A row is scored by its own text: batches and workers change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.detector.detector import Detector
from pipelines.scoring.inputs import LINE, PARQUET
from pipelines.scoring.json_fields import drop_fields
from pipelines.scoring.models import ModelFile, load_model
from pipelines.sources.raw.json_lines import parse_json_lines

# Columns that are added; columns of the input with these names are replaced.
SCORE, SHARE = "spun_score", "spun_share"
# The keys of these columns in JSON, where any character may be an escape: matches too much, never too little.
FORMER = "|".join(
    '"' + "".join(rf"(?:{letter}|\\u(?i:{ord(letter):04x}))" for letter in name) + '"' for name in (SCORE, SHARE)
)
# Bytes of text that are scored at once, unless one text has more: their features stay in the cache of the processor.
TEXT_BYTES = 1 << 18
# Characters of a text that are scored: some 170,000 words. News articles stay below.
MOST_CHARACTERS = 1_000_000

Floats32 = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ScoringJob:
    """The work on each batch.

    model        a local file
    kind         "parquet" or "lines"
    column       the one that holds the texts
    keep_below   least score of rows that are dropped; None: all rows are kept
    least_words  rows whose text has fewer words are kept, whatever their score
    """

    model: ModelFile
    kind: str
    column: str
    keep_below: float | None = None
    least_words: int = 0


@dataclass(frozen=True)
class BatchCounts:
    """Counts of a batch.

    n_rows   rows that came, without blank lines
    dropped  rows whose score was too high
    short    rows whose score was too high and whose text is too short to say so; they are kept
    broken   numbers of lines in the batch that are null or no JSON objects, from 0; they are left out
    no_text  rows without a text, which have no score and are kept
    words    words that were scored
    """

    n_rows: int
    dropped: int
    short: int
    broken: list[int]
    no_text: int
    words: int


@dataclass(frozen=True)
class TextScores:
    """Scores of n texts.

    scores  float [n]: probability that a text is spun, 0 to 1; null for null
    shares  float [n]: share of sentences whose score reaches the threshold at 1 % false alarms; null for null
    words   int64 [n]: number of words of each text
    """

    scores: pa.FloatArray
    shares: pa.FloatArray
    words: npt.NDArray[np.int64]


def score_batch(rows: bytes, job: ScoringJob) -> tuple[bytes, BatchCounts]:
    """Score rows that come as an Arrow stream; return the kept ones, with their scores, as another, and the counts."""
    scored, counts = (_score_table if job.kind == PARQUET else _score_lines)(read_stream(rows), job)
    return write_stream(scored), counts


def write_stream(table: pa.Table) -> bytes:
    """Return a table as an Arrow stream, which holds its own rows only, also of a slice."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def read_stream(stream: bytes) -> pa.Table:
    """Return the table of an Arrow stream."""
    with pa.ipc.open_stream(stream) as reader:
        return reader.read_all()


def _score_table(table: pa.Table, job: ScoringJob) -> tuple[pa.Table, BatchCounts]:
    texts = table[job.column]
    found = score_texts(load_model(job.model), pc.cast(texts, pa.string()).combine_chunks())
    rows = table.drop_columns([name for name in (SCORE, SHARE) if name in table.schema.names])
    rows = rows.append_column(SCORE, found.scores).append_column(SHARE, found.shares)
    is_dropped, n_short = _drop(found, job)
    rows = rows.filter(pa.array(~is_dropped)) if is_dropped.any() else rows
    return rows, _count(found, is_dropped, n_short, n_rows=len(table))


def _score_lines(table: pa.Table, job: ScoringJob) -> tuple[pa.Table, BatchCounts]:
    lines = table[LINE].combine_chunks()
    is_filled = pc.fill_null(pc.match_substring_regex(lines, r"\S"), True)
    number = np.flatnonzero(is_filled.to_numpy(zero_copy_only=False))
    lines = pc.fill_null(lines.take(pa.array(number)), "")  # which is no object, and so broken
    n_rows = len(lines)
    parsed = parse_json_lines(lines, {"text": job.column})
    is_broken = pc.fill_null(pc.equal(parsed.reason, "broken_json"), False).to_numpy()
    whole = pa.array(~is_broken)
    lines, texts = lines.filter(whole), parsed.columns["text"].filter(whole).combine_chunks()
    found = score_texts(load_model(job.model), texts)
    is_dropped, n_short = _drop(found, job)
    rows = pa.table({LINE: add_scores(lines, found).filter(pa.array(~is_dropped))})
    return rows, _count(found, is_dropped, n_short, n_rows=n_rows, broken=number[is_broken].tolist())


def _count(
    found: TextScores, is_dropped: Flags, n_short: int, *, n_rows: int, broken: Sequence[int] = ()
) -> BatchCounts:
    n_dropped, n_words = int(is_dropped.sum()), int(found.words.sum())
    return BatchCounts(n_rows, n_dropped, n_short, list(broken), found.scores.null_count, n_words)


def score_texts(detector: Detector, texts: pa.StringArray) -> TextScores:
    """Score texts; of a very long one, the first MOST_CHARACTERS characters."""
    filled = pc.fill_null(texts, "")
    sizes = pc.binary_length(filled).to_numpy().astype(np.int64)
    if sizes.max(initial=0) > MOST_CHARACTERS:
        filled = pc.utf8_slice_codeunits(filled, 0, MOST_CHARACTERS)
        sizes = pc.binary_length(filled).to_numpy().astype(np.int64)
    scores, shares = (np.zeros(len(filled), np.float32) for _ in range(2))
    words = np.zeros(len(filled), np.int64)
    borders = [0, *np.flatnonzero(np.diff(np.cumsum(sizes) // TEXT_BYTES, prepend=0)).tolist(), len(filled)]
    for start, end in pairwise(borders):
        if end > start:
            inspected = detector.inspect(filled.slice(start, end - start))
            scores[start:end] = inspected.scores
            shares[start:end] = _share(
                inspected.sentences.text,
                inspected.sentences.scores >= detector.thresholds["sentence_1pct"],
                end - start,
            )
            words[start:end] = np.bincount(inspected.words.text, minlength=end - start)
    empty = texts.is_null().to_numpy(zero_copy_only=False)
    return TextScores(pa.array(scores, mask=empty), pa.array(shares, mask=empty), words)


def _share(text: npt.NDArray[np.int64], is_spun: npt.NDArray[np.bool_], n_texts: int) -> Floats32:
    """float32 [n_texts]: share of spun sentences; 0 for a text without sentences.

    text     int64 [s]: text of each sentence
    is_spun  bool [s]
    """
    return (np.bincount(text, is_spun, n_texts) / np.maximum(np.bincount(text, minlength=n_texts), 1)).astype(
        np.float32
    )


def _drop(found: TextScores, job: ScoringJob) -> tuple[Flags, int]:
    """Bool [n]: the rows that are dropped; and how many others are kept because they are short."""
    if job.keep_below is None:
        return np.zeros(len(found.scores), bool), 0
    scores = pc.fill_null(pc.cast(found.scores, pa.float64()), -np.inf).to_numpy()  # rows without a score are kept
    is_high, is_short = scores >= job.keep_below, found.words < job.least_words
    return is_high & ~is_short, int((is_high & is_short).sum())


def add_scores(lines: pa.StringArray, found: TextScores) -> pa.StringArray:
    """Return JSON objects with the two scores as further fields, and all else as it was written.

    >>> half = pa.array([0.5], pa.float32())
    >>> add_scores(pa.array(['{"id": 1.0 }']), TextScores(half, half, np.array([9])))[0].as_py()
    '{"id": 1.0, "spun_score": 0.5, "spun_share": 0.5}'
    """
    lines = _drop_former(lines)
    heads = pc.utf8_rtrim_whitespace(lines)
    heads = pc.utf8_rtrim_whitespace(pc.utf8_slice_codeunits(heads, 0, -1))  # without the brace
    comma = pc.if_else(pc.ends_with(heads, "{"), "", ", ")
    score, share = (pc.fill_null(pc.cast(each, pa.string()), "null") for each in (found.scores, found.shares))
    return pc.binary_join_element_wise(heads, comma, f'"{SCORE}": ', score, f', "{SHARE}": ', share, "}", "")


def _drop_former(lines: pa.StringArray) -> pa.StringArray:
    """Return the lines without scores of an earlier run; those that may have some are looked through."""
    has_one = pc.match_substring_regex(lines, FORMER)
    if not pc.any(has_one).as_py():
        return lines
    fresh = [drop_fields(line, (SCORE, SHARE)) for line in lines.filter(has_one).to_pylist()]
    return pc.replace_with_mask(lines, has_one, pa.array(fresh, pa.string()))
