"""Write quality/report.html: what audit_corpus found, as one page that needs nothing but a browser.

The page has no script and loads nothing, and its content security policy makes sure of it: the one style sheet is
allowed by its hash. It says nothing of time or place, so the same results and samples give the same bytes.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.quality.suites.results import failed_checks, read_checks
from pipelines.report.distributions import in_order
from pipelines.report.environment import environment, read_style
from pipelines.report.marked import MarkedPair, marked_pairs
from pipelines.report.pictures import sections_of
from pipelines.report.verdict import by_suite, sentence
from pipelines.storage.files import write_text

# Most pairs that are shown, and about so many characters of each text: some 70 kB.
SAMPLES = 12
CHARACTERS = 600
# About as many bytes of the page may be pairs, whatever they are; what surrounds an edit takes MARKUP.
MOST_BYTES = 250_000
MARKUP = 100


def write_report(path: Path, results: Mapping[str, Any], samples: pa.Table) -> None:
    """Write the report on `results`, the content of results.json, to `path`.

    samples  rows of schemas.PAIRS to show, the first SAMPLES of them
    """
    write_text(path, render_report(results, samples))


def render_report(results: Mapping[str, Any], samples: pa.Table) -> str:
    """The same as a string."""
    checks, counts = read_checks(results), results.get("counts", {})
    return (
        environment()
        .get_template("report.html")
        .render(
            policy=policy(),
            results=results,
            counts=counts,
            splits=in_order(counts.get("splits", {})),
            sentence=sentence(results),
            attention=failed_checks(checks),
            suites=by_suite(checks),
            sections=sections_of(results),
            pairs=_that_fit(marked_pairs(samples.slice(0, SAMPLES), limit=CHARACTERS)),
        )
    )


def policy() -> str:
    """The content security policy of a page that stands alone."""
    digest = base64.b64encode(hashlib.sha256(read_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _that_fit(pairs: Sequence[MarkedPair]) -> list[MarkedPair]:
    """The first pairs whose markup adds up to MOST_BYTES."""
    return [pair for pair, size in zip(pairs, accumulate(map(_size, pairs)), strict=True) if size <= MOST_BYTES]


def _size(pair: MarkedPair) -> int:
    pieces = [*pair.clean, *pair.spun]
    return sum(len(piece.text + piece.other) + (0 if piece.edit is None else MARKUP) for piece in pieces)
