"""The models that probe_corpus trained, for the report and the page of a release: a sentence, tables and a plot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from pipelines.quality.corpus.probe_figures import DETECTOR, GRANULARITIES, RAN, SENTENCE, WORDS, find_row
from pipelines.report.plots import bars
from pipelines.report.scales import percent
from schemas import SPLITS, UNSEEN

Json = Mapping[str, Any]
# Titles of the breakdown, in order.
BREAKDOWN = {"profile": "profile", "rate": "share of words swapped", "length": "length in words", "source": "source"}
NOT_MEASURED, FOUND = "-", "found at 1% false alarms"


@dataclass(frozen=True)
class ProbeTable:
    """A table of figures: its rows have a name and texts, in the order of `columns`."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    @property
    def texts(self) -> set[str]:
        """The columns that hold texts: the first, and those of a split or a granularity."""
        return {self.columns[0], "split", "by"}


@dataclass(frozen=True)
class ProbeView:
    """All that a page shows of a probe; without tables if no model was trained."""

    sentence: str
    trained_on: str = ""
    plot: Markup | None = None
    tables: Sequence[ProbeTable] = field(default_factory=list)
    breakdown: Sequence[ProbeTable] = field(default_factory=list)


def view_probe(results: Json) -> ProbeView | None:
    """Return the view of a results.json; None for a release of a version of Spindle that had no probe."""
    probe = results.get("probe")
    if not probe:
        return None
    figures = probe.get("figures")
    if probe["state"] != RAN or not figures:
        return ProbeView(probe["says"])
    tables = [_detection(figures), _tagging(figures), _restoration(figures), _negatives(figures), _real(figures)]
    breakdown = [_breakdown(figures, by, title) for by, title in BREAKDOWN.items()]
    trained = figures["trained_on"]
    return ProbeView(
        probe["says"],
        f"Trained on {trained['words']:,} words of {trained['pairs']:,} pairs of train.",
        _plot(figures),
        [table for table in tables if table.rows],
        [table for table in breakdown if table.rows],
    )


def auroc_of(results: Json, split: str) -> float | None:
    """Return the AUROC by sentence of the detector on a split; None if it was not measured."""
    figures = (results.get("probe") or {}).get("figures") or {}
    found: float | None = find_row(figures, split, SENTENCE).get("auroc")
    return found


def _plot(figures: Json) -> Markup | None:
    """Shares of spun texts found at 1 % false alarms."""
    found = {
        f"{split}, by {granularity}": row["tpr_1pct"]
        for granularity in GRANULARITIES
        for split in SPLITS
        if (row := find_row(figures, split, granularity)).get("tpr_1pct") is not None
    }
    classes = {label: "k-phrase" for label in found if label.startswith(UNSEEN)}
    title = "Spun texts found at 1% false alarms"
    legend = "green: replacement words are new" if classes else ""
    return bars(title, found, unit="%", classes=classes, full=1, legend=legend) if found else None


def _detection(figures: Json) -> ProbeTable:
    rows = []
    for granularity in GRANULARITIES:
        for split in SPLITS:
            row, words = (find_row(figures, split, granularity, model) for model in (DETECTOR, WORDS))
            if row:
                counts = f"{row['n_clean']:,} + {row['n_spun']:,}"
                shares = [_share(row["tpr_1pct"]), _share(row["tpr_5pct"])]
                known = [_area(row["auroc"]), *shares, _area(row["calibration_error"]), _area(words.get("auroc"))]
                rows.append((f"{split}, by {granularity}", counts, *known))
    return ProbeTable(
        "Detection: spun or clean",
        (
            "split",
            "clean + spun",
            "AUROC",
            FOUND,
            "at 5%",
            "calibration error",
            "AUROC by words alone",
        ),
        rows,
        "AUROC: how often a spun text scores higher than a clean one; .5 is chance. Articles are cut at 150 words. "
        "A model of words alone (TF-IDF and logistic regression) learns which replacements are frequent: where it is "
        f"far worse on {UNSEEN}, it has learned their list.",
    )


def _tagging(figures: Json) -> ProbeTable:
    rows = [
        (row["split"], f"{row['n_words']:,}", *(_share(row[name]) for name in ("precision", "recall", "f1")))
        for row in figures["tagging"]
    ]
    note = "Precision: share of the words it marks that were swapped. Recall: share of the swapped words it marks."
    return ProbeTable(
        "Tagging: the words that were swapped", ("split", "words", "precision", "recall", "F1"), rows, note
    )


def _restoration(figures: Json) -> ProbeTable:
    rows = [
        (row["split"], f"{row['n_edits']:,}", *(_share(row[name]) for name in ("first", "first_five", "candidates")))
        for row in figures["restoration"]
    ]
    columns = ("split", "edits", "original ranked first", "among the first five", "among the candidates")
    return ProbeTable("Restoration: the original word of each swap", columns, rows)


def _negatives(figures: Json) -> ProbeTable:
    rows = [
        (f"{row['split']}, {row['kind']}", f"{row['n']:,}", _share(row["alarms_1pct"]), _share(row["alarms_5pct"]))
        for row in figures.get("negatives", ())
    ]
    note = "Edited, paraphrased and other clean texts that score above the thresholds of the pairs' clean texts."
    return ProbeTable("Negatives: false alarms", ("split", "texts", "at 1%", "at 5%"), rows, note)


def _real(figures: Json) -> ProbeTable:
    rows = [
        (
            row["file"] if row["family"] is None else f"{row['file']}: {row['family']}",
            row["granularity"],
            f"{row['n_clean']:,} + {row['n_spun']:,}",
            _with_interval(row, "auroc", _area),
            _with_interval(row, "tpr_1pct", _share),
            _share(row["paired"]),
        )
        for row in figures["real"]
    ]
    return ProbeTable(
        "Real samples",
        ("file", "by", "clean + spun", "AUROC", FOUND, "pairs in order"),
        rows,
        "In brackets: 95% intervals (bootstrap). Pairs in order: share of the pairs whose spun text scores higher.",
    )


def _breakdown(figures: Json, by: str, title: str) -> ProbeTable:
    rows = [
        (
            str(row["value"]),
            row["split"],
            f"{row['n']:,}",
            _area(row["auroc"]),
            _share(row["tpr_1pct"]),
            _share(row["f1"]),
        )
        for row in figures["breakdown"]
        if row["by"] == by and any(row[name] is not None for name in ("auroc", "tpr_1pct", "f1"))
    ]
    columns = (title, "split", "articles", "AUROC", FOUND, "tagging F1")
    return ProbeTable(f"By {title}", columns, rows)


def _with_interval(row: Json, name: str, show: Any) -> str:
    interval = row.get(f"{name}_interval")
    return show(row[name]) + (f" ({show(interval[0])} to {show(interval[1])})" if interval else "")


def _share(value: float | None) -> str:
    return NOT_MEASURED if value is None else percent(value)


def _area(value: float | None) -> str:
    return NOT_MEASURED if value is None else f"{value:.3f}"
