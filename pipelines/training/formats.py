"""The formats of an export, and the rows of each as text.

jsonl           pairs with all columns, a JSON object a line
csv             pairs with all columns, the edits as JSON
classification  texts and labels, clean (0) and spun (1), a JSON object a line
tokens          words and marks of the spun texts, with their spans and labels, a JSON object a line
conll           a word or mark and its tag a line, separated by a tab; a blank line between texts
dagpap          the columns of the shared task DAGPap24, a JSON object a line
restoration     spun and clean texts and their edits, a JSON object a line
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ConfigError
from pipelines.training import classification
from pipelines.training.classification import make_classification
from pipelines.training.negatives import make_negative_rows, mix_rows
from pipelines.training.restoration import TEXTS, make_restoration
from pipelines.training.word_labels import LabelledWords, label_words

# Decimals of rates, which are 32-bit floats.
DECIMALS = 6
LABELS = ("human", "spun")
WORD_COLUMNS = ["pair_id", "spun", "edits"]


@dataclass(frozen=True)
class ExportFormat:
    """A format of an export.

    ending   of its files
    render   returns the text for a table of pairs
    columns  columns of the pairs that it needs; None: all
    header   returns the first line of a file for a table of pairs
    mix      returns the text for a table of pairs and some negatives; None: the format has no negatives
    """

    ending: str
    render: Callable[[pa.Table], str]
    columns: list[str] | None = None
    header: Callable[[pa.Table], str] = lambda _: ""
    mix: Callable[[pa.Table, pa.Table], str] | None = None


def find_format(name: str, granularity: str = "article") -> ExportFormat:
    """Return a format by its name; raise ConfigError for an unknown name or granularity."""
    if name not in FORMATS:
        raise ConfigError(f"expected a format of {', '.join(FORMATS)}, got {name[:60]!r}")
    batch = make_classification(granularity)
    if name == "classification":
        return ExportFormat(
            "jsonl", lambda pairs: json_lines(batch(pairs)), classification.COLUMNS, mix=_mix(granularity)
        )
    if granularity != "article":
        raise ConfigError(f"expected a granularity with the format classification only, got it with {name}")
    return FORMATS[name]


def _mix(granularity: str) -> Callable[[pa.Table, pa.Table], str]:
    with_keys = make_classification(granularity, with_keys=True), make_negative_rows(granularity, with_keys=True)
    return lambda pairs, negatives: json_lines(mix_rows(with_keys[0](pairs), with_keys[1](negatives)))


def json_lines(table: pa.Table | pd.DataFrame) -> str:
    """Return a line for each row, a JSON object; dates have microseconds, as in the table."""
    frame = table.to_pandas() if isinstance(table, pa.Table) else table
    if not len(frame):
        return ""
    text = frame.to_json(
        orient="records",
        lines=True,
        force_ascii=False,
        date_format="iso",
        date_unit="us",
        double_precision=DECIMALS,
    )
    return text if text.endswith("\n") else f"{text}\n"


class _CsvRows(io.StringIO):
    r"""Rows of CSV that end in \n; the writer is told \r\n, since it quotes only what holds a sign of its row ends."""

    END = "\r\n"

    def write(self, row: str) -> int:
        return super().write(f"{row.removesuffix(self.END)}\n")


def _csv(pairs: pa.Table) -> str:
    frame = pairs.to_pandas()
    if len(frame):
        objects = json_lines(frame[["edits"]]).rstrip("\n").split("\n")
        frame["edits"] = pd.Series(objects).str.slice(len('{"edits":'), -1)
    rows = _CsvRows()
    frame.to_csv(rows, index=False, header=False, lineterminator=rows.END, float_format=f"%.{DECIMALS}g")
    return rows.getvalue()


def _csv_header(pairs: pa.Table) -> str:
    return ",".join(pairs.column_names) + "\n"


def _tokens(pairs: pa.Table) -> str:
    words = label_words(pairs, split_marks=True)
    columns = {"tokens": words.words} | {
        name: pa.array(getattr(words, name), pa.int32()) for name in ("starts", "ends", "labels")
    }
    return json_lines(
        pa.table({"pair_id": pairs["pair_id"]} | {name: words.lists(values) for name, values in columns.items()})
    )


def _conll(pairs: pa.Table) -> str:
    words = label_words(pairs, split_marks=True)
    ends = np.full(len(words.words), "", object)
    ends[words.borders[1:][np.diff(words.borders) > 0] - 1] = "\n"  # the blank line after the last word of a text
    lines = pc.binary_join_element_wise(words.words, pa.array(words.tags, pa.string()), "\t")
    return "".join(pc.binary_join_element_wise(lines, pa.array(ends, pa.string()), "\n").to_pylist())


def _dagpap(pairs: pa.Table) -> str:
    words = label_words(pairs, split_marks=False)
    table = {
        "pair_id": pairs["pair_id"],
        "text": pairs["spun"],
        "tokens": words.lists(words.words),
        "token_label_ids": words.lists(pa.array(words.labels, pa.int32())),
    }
    frame = pa.table(table).to_pandas()
    frame.insert(3, "annotations", pd.Series(_annotations(words), dtype=object))
    return json_lines(frame)


def _annotations(words: LabelledWords) -> list[list[tuple[int, int, str]]]:
    """Return the runs of words with the same label of each text: start and end in code points, and the label."""
    is_head = np.zeros(len(words.labels) + 1, bool)
    is_head[words.borders] = True
    begins = is_head[:-1] | (np.diff(words.labels, prepend=-1) != 0)
    at = np.flatnonzero(begins)
    last = np.append(at[1:], len(begins))[: len(at)] - 1
    names = np.array(LABELS, object)[words.labels[at]]
    runs = list(zip(words.starts[at].tolist(), words.ends[last].tolist(), names.tolist(), strict=True))
    # Lists of numbers and names are no Arrow type, so the runs are cut by text here.
    return [runs[start:end] for start, end in pairwise(np.searchsorted(at, words.borders).tolist())]


def _restoration(pairs: pa.Table) -> str:
    return json_lines(make_restoration()(pairs))


# `find_format` makes the one of classification, which has an option.
FORMATS = {
    "jsonl": ExportFormat("jsonl", json_lines),
    "csv": ExportFormat("csv", _csv, header=_csv_header),
    "classification": ExportFormat("jsonl", json_lines),
    "tokens": ExportFormat("jsonl", _tokens, WORD_COLUMNS),
    "conll": ExportFormat("conll", _conll, WORD_COLUMNS),
    "dagpap": ExportFormat("jsonl", _dagpap, WORD_COLUMNS),
    "restoration": ExportFormat("jsonl", _restoration, [*TEXTS, "edits"]),
}
