"""The few figures that say first what a model trained on a release can do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.quality.corpus.probe_figures import RAN, SENTENCE, find_row
from pipelines.report.scales import percent
from schemas import UNSEEN

Json = Mapping[str, Any]
TEST = "test"


@dataclass(frozen=True)
class HeadlineFigure:
    """A figure of the split test, and that of test_unseen, whose replacement words are new; empty without one."""

    name: str
    value: str
    unseen: str = ""


def headline(results: Json) -> list[HeadlineFigure]:
    """Return the main figures of the probe of a results.json; none if no model was trained."""
    probe = results.get("probe") or {}
    figures = probe.get("figures")
    return list(_list_figures(figures)) if probe.get("state") == RAN and figures else []


def _list_figures(figures: Json) -> Iterator[HeadlineFigure]:
    test, unseen = (find_row(figures, split, SENTENCE) for split in (TEST, UNSEEN))
    yield from _figure("Spun sentences found, at 1% false alarms", test, unseen, "tpr_1pct", percent)
    yield from _figure("Spun told from clean, by sentence (AUROC)", test, unseen, "auroc", "{:.3f}".format)
    for name, rows, key in (
        ("Swapped words marked (F1)", figures["tagging"], "f1"),
        ("Original word ranked first", figures["restoration"], "first"),
    ):
        yield from _figure(name, _of_split(rows, TEST), _of_split(rows, UNSEEN), key, percent)
    for row in figures["real"]:
        if row["granularity"] == SENTENCE and row["family"] is None and row["auroc"] is not None:
            yield HeadlineFigure(f"Real spun texts, {row['file']} (AUROC)", f"{row['auroc']:.3f}")


def _figure(name: str, test: Json, unseen: Json, key: str, show: Any) -> Iterator[HeadlineFigure]:
    if test.get(key) is not None:
        yield HeadlineFigure(name, show(test[key]), show(unseen[key]) if unseen.get(key) is not None else "")


def _of_split(rows: Sequence[Json], split: str) -> Json:
    return next((row for row in rows if row["split"] == split), {})
