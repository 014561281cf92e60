"""The headline of a bare text: its first line, if an empty line and more text follow."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import view_texts
from pipelines.engine.spans import Spans, spans_of_points

# Leading white space counts towards the length of the headline; `\s` of RE2 is ASCII only.
HEADLINE = (
    r"\A(?P<headline>\s*[^\r\n]*[^\s])"
    r"[ \t\f\v]*(?:\r?\n[ \t\f\v]*\r?\n|\r[ \t\f\v]*\r)"
    r"\s*[^\s]"
)


def find_headlines(texts: pa.StringArray) -> pa.Int32Array:
    r"""Return the code points from the start of each text to the end of its headline, 0 without one.

    As `headline_length` of schemas.ARTICLES.

    >>> find_headlines(pa.array(["Rain on café\n\nIt rained.", "It rained.\nAnd how.", "It rained.\n\n"])).to_pylist()
    [12, 0, 0]
    """
    found = pc.extract_regex(texts, HEADLINE)
    headlines = pc.if_else(found.is_valid(), pc.struct_field(found, "headline"), "")
    return pc.utf8_length(headlines)


def headline_spans(texts: pa.StringArray, lengths: pa.Array) -> Spans:
    """Return the headlines as spans in bytes; `lengths` in code points, 0 or null for none."""
    n_points = pc.fill_null(lengths, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    rows = np.flatnonzero(n_points)
    return spans_of_points(view_texts(texts), rows, np.zeros_like(rows), n_points[rows])
