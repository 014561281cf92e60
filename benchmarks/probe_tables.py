"""The tables of bench_probe.py, made from the results of the corpora."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fidelity.report import figure
from probe_corpora import DEFAULT

Results = Mapping[str, Mapping[str, Any]]
Row = tuple[str, ...]

# Asked of the default corpus: (granularity, split) -> least AUROC; split -> least F1.
AUROC = {
    ("sentence", "test"): 0.96,
    ("sentence", "test_unseen"): 0.90,
    ("article", "test"): 0.97,
    ("article", "test_unseen"): 0.97,
}
F1 = {"test": 0.80, "test_unseen": 0.55}
# File -> least share of its texts found at 1 % false alarms among clean news.
REAL_TPR = {"spun_texts.jsonl": 0.90}
WORDS_PER_SECOND = 1e6


@dataclass(frozen=True)
class Report:
    """A table of a section of PROBE.md."""

    title: str
    columns: Row
    rows: list[Row]


def make_reports(results: Results) -> list[Report]:
    """Return the tables of the corpora that were measured."""
    measured = {name: found for name, found in results.items() if "reason" not in found}
    reports = [
        Report("Corpora: detection", ("corpus", *detection_columns()), list(detection_rows(measured))),
        Report(
            "Corpora: tagging and restoration",
            ("corpus", "F1 test", "F1 test_unseen", "first", "first five", "first, test_unseen", "first five, unseen"),
            list(other_rows(measured)),
        ),
        Report(
            "Real samples",
            ("corpus", "file", "spun", "clean", "AUROC", "TPR at 1 %", "paired"),
            [row for name, found in measured.items() for row in real_rows(name, found, families=False)],
        ),
        Report(
            "Families, default corpus",
            ("file", "family", "spun", "clean", "AUROC", "TPR at 1 %", "paired"),
            [row[1:] for row in real_rows(DEFAULT, measured.get(DEFAULT, {}), families=True)],
        ),
        Report("Models", MODEL_COLUMNS, list(model_rows(measured))),
        Report("Not measured", ("corpus", "reason"), list(missing_rows(results))),
    ]
    return [report for report in reports if report.rows]


def detection_columns() -> Iterator[str]:
    for granularity, split in AUROC:
        yield from (f"{granularity}, {split}: AUROC", "TPR", "words AUROC", "words TPR")


def detection_rows(results: Results) -> Iterator[Row]:
    """Yield a row for each corpus; targets apply to the default corpus."""
    for name, found in results.items():
        cells = []
        for (granularity, split), target in AUROC.items():
            for model in ("detector", "words"):
                row = find(found["probe"]["detection"], granularity=granularity, split=split, model=model)
                is_asked = name == DEFAULT and model == "detector"
                cells += [show(row.get("auroc"), target if is_asked else None), show(row.get("tpr_1pct"))]
        yield name, *cells


def other_rows(results: Results) -> Iterator[Row]:
    for name, found in results.items():
        f1 = [
            show(find(found["probe"]["tagging"], split=split).get("f1"), target if name == DEFAULT else None)
            for split, target in F1.items()
        ]
        restored = [find(found["probe"]["restoration"], split=split) for split in F1]
        yield name, *f1, *(show(row.get(key)) for row in restored for key in ("first", "first_five"))


def real_rows(name: str, found: Mapping[str, Any], *, families: bool) -> Iterator[Row]:
    """Yield a row for each file of real samples, or for each family that a file names."""
    for row in found.get("probe", {}).get("real", ()):
        if (row["family"] is not None) != families:
            continue
        target = REAL_TPR.get(row["file"]) if name == DEFAULT and not families else None
        figures = (
            with_interval(row["auroc"], row["auroc_interval"]),
            with_interval(row["tpr_1pct"], row["tpr_1pct_interval"], target),
            show(row["paired"]),
        )
        label = (row["file"], row["family"]) if families else (row["file"],)
        yield name, *label, f"{row['n_spun']:,}", f"{row['n_clean']:,} ({row['clean']})", *figures


MODEL_COLUMNS = (
    "corpus",
    "articles",
    "pairs",
    "words trained on",
    "training, s",
    "of it CPU",
    "peak memory, MB",
    "words/s scored",
    "model, MB",
    "same bytes twice",
)


def model_rows(results: Results) -> Iterator[Row]:
    for name, found in results.items():
        is_slow = found["words_per_second"] < WORDS_PER_SECOND
        speed = f"{found['words_per_second']:,.0f}"
        yield (
            name,
            f"{found['n_articles']:,}",
            f"{found['n_pairs']:,}",
            f"{found['probe']['trained_on']['words']:,}",
            f"{found['train_seconds']:.1f}",
            f"{found['train_cpu']:.1f}",
            f"{found['peak_mb']:,.0f}",
            f"**{speed}**" if is_slow else speed,
            f"{found['model_bytes'] / 1e6:.1f}",
            "yes" if found["same_bytes"] else "**no**",
        )


def missing_rows(results: Results) -> Iterator[Row]:
    """Yield the corpora that were not measured."""
    for name, found in results.items():
        if "reason" in found:
            yield name, found["reason"].replace("|", "/")


def find(rows: Sequence[Mapping[str, Any]], **values: str) -> Mapping[str, Any]:
    """Return the first row with these values; an empty one if none has them."""
    return next((row for row in rows if all(row[key] == value for key, value in values.items())), {})


def show(value: float | None, target: float | None = None) -> str:
    """Format a share: bold below its target, a dash for None.

    >>> show(0.5), show(0.5, 0.9), show(1), show(None)
    ('.500', '**.500**', '1.000', '-')
    """
    return figure(float("nan") if value is None else value, target)


def with_interval(value: float | None, ends: Sequence[float] | None, target: float | None = None) -> str:
    """Format a share with its interval.

    >>> with_interval(0.5, [0.25, 0.75])
    '.500 (.250 to .750)'
    """
    return show(value, target) + (f" ({show(ends[0])} to {show(ends[1])})" if ends else "")
