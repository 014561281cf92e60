"""The headlines of texts as spans, to be protected."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import view_texts
from pipelines.engine.spans import Spans, spans_of_points


def headline_spans(texts: pa.StringArray, lengths: pa.Array) -> Spans:
    """Return the headlines as spans in bytes; `lengths` in code points, 0 or null for none."""
    n_points = pc.fill_null(lengths, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    rows = np.flatnonzero(n_points)
    return spans_of_points(view_texts(texts), rows, np.zeros_like(rows), n_points[rows])
