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
    """A figure of the split test, and that of test_unseen, whose replacement words are new.

    found, found_unseen  0-1; None for a figure that was not measured
    is_share             the figure is a share, shown in per cent; an AUROC is not
    """

    name: str
    found: float | None
    found_unseen: float | None = None
    is_share: bool = False

    @property
    def value(self) -> str:
        """The figure as text; empty for none."""
        return self._show(self.found)

    @property
    def unseen(self) -> str:
        """That of test_unseen as text; empty for none."""
        return self._show(self.found_unseen)

    def _show(self, found: float | None) -> str:
        if found is None:
            return ""
        return percent(found) if self.is_share else f"{found:.3f}"


def headline(results: Json) -> list[HeadlineFigure]:
    """Return the main figures of the probe of a results.json; none if no model was trained."""
    probe = results.get("probe") or {}
    figures = probe.get("figures")
    return list(_list_figures(figures)) if probe.get("state") == RAN and figures else []


def _list_figures(figures: Json) -> Iterator[HeadlineFigure]:
    test, unseen = (find_row(figures, split, SENTENCE) for split in (TEST, UNSEEN))
    yield from _figure("Spun sentences found, at 1% false alarms", test, unseen, "tpr_1pct", is_share=True)
    yield from _figure("Spun told from clean, by sentence (AUROC)", test, unseen, "auroc")
    for name, rows, key in (
        ("Swapped words marked (F1)", figures["tagging"], "f1"),
        ("Original word ranked first", figures["restoration"], "first"),
    ):
        yield from _figure(name, _of_split(rows, TEST), _of_split(rows, UNSEEN), key, is_share=True)
    for row in figures["real"]:
        if row["granularity"] == SENTENCE and row["family"] is None and row["auroc"] is not None:
            yield HeadlineFigure(f"Real spun texts, {row['file']} (AUROC)", row["auroc"])


def _figure(name: str, test: Json, unseen: Json, key: str, *, is_share: bool = False) -> Iterator[HeadlineFigure]:
    if test.get(key) is not None:
        yield HeadlineFigure(name, test[key], unseen.get(key), is_share)


def _of_split(rows: Sequence[Json], split: str) -> Json:
    return next((row for row in rows if row["split"] == split), {})
