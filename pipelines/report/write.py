"""quality/report.html: the results of the stages on quality as one page for a browser.

The page has no script and loads nothing; its content security policy ensures this and allows the one style sheet by its
hash. It has no time or path, so the same results and samples give the same bytes.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.quality.corpus.dates import describe_dates
from pipelines.quality.suites.docs import Suite, build_data_docs
from pipelines.quality.suites.results import failed_checks, read_checks
from pipelines.quality.suites.verdict import REPORT
from pipelines.report.cells import ALL, FEW_PAIRS, Cells, choose_check, make_grid, read_cells
from pipelines.report.distributions import in_order
from pipelines.report.environment import environment, read_style
from pipelines.report.marked import MarkedPair, marked_pairs
from pipelines.report.pictures import sections_of
from pipelines.report.probe import view_probe
from pipelines.report.verdict import by_suite, sentence
from pipelines.storage.files import write_text

DATA_DOCS = "data_docs"
# Greatest number of pairs shown, and characters of each text: some 70 kB.
SAMPLES = 12
CHARACTERS = 600
# Greatest number of bytes of all pairs on the page; the markup of an edit takes MARKUP bytes.
MOST_BYTES = 250_000
MARKUP = 100


def write_pages(folder: Path, results: Mapping[str, Any], samples: pa.Table, suites: Sequence[Suite]) -> None:
    """Write the report and the Data Docs of a corpus into `folder`, beside its results.json.

    The last stage on quality writes them: audit_corpus if it stops the release, else probe_corpus.
    """
    write_report(folder / REPORT, results, samples, read_cells(folder))
    build_data_docs(folder / DATA_DOCS, results["dataset"], suites)


def write_report(path: Path, results: Mapping[str, Any], samples: pa.Table, cells: Cells | None = None) -> None:
    """Write the report on `results`, the content of results.json, to `path`.

    samples  rows of schemas.PAIRS, of which the first SAMPLES are shown
    cells    shown for the check that is nearest to its limit
    """
    write_text(path, render_report(results, samples, cells))


def render_report(results: Mapping[str, Any], samples: pa.Table, cells: Cells | None = None) -> str:
    """Return the report as a string."""
    grid = make_grid(cells, choose_check(cells), ALL) if cells and cells.checks and cells.cells["pairs"] else None
    checks, counts = read_checks(results), results.get("counts", {})
    return (
        environment()
        .get_template("report.html")
        .render(
            policy=policy(),
            results=results,
            counts=counts,
            unknown_dates=describe_dates(results.get("dates", {})),
            splits=in_order(counts.get("splits", {})),
            sentence=sentence(results),
            attention=failed_checks(checks),
            suites=by_suite(checks),
            sections=sections_of(results),
            probe=view_probe(results),
            grid=grid,
            few=FEW_PAIRS,
            pairs=_that_fit(marked_pairs(samples.slice(0, SAMPLES), limit=CHARACTERS)),
        )
    )


def policy() -> str:
    """Return the content security policy of a stand-alone page."""
    digest = base64.b64encode(hashlib.sha256(read_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _that_fit(pairs: Sequence[MarkedPair]) -> list[MarkedPair]:
    """The first pairs whose markup fits into MOST_BYTES."""
    return [pair for pair, size in zip(pairs, accumulate(map(_size, pairs)), strict=True) if size <= MOST_BYTES]


def _size(pair: MarkedPair) -> int:
    pieces = [*pair.clean, *pair.spun]
    return sum(len(piece.text + piece.other) + (0 if piece.edit is None else MARKUP) for piece in pieces)
