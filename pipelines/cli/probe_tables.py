"""The figures of a probe in words and as tables of 80 columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines.probe.breakdown import UNKNOWN

Row = Mapping[str, Any]
NONE = "-"
# Longest name in a table.
WIDEST = 24
LEGEND = (
    "at 1 %, at 5 %: share of the spun texts that are found when 1 or 5 % of the clean texts raise a false alarm. "
    "AUROC: .5 is guessing, 1 is always right. calibration: mean error of the score. words alone: AUROC of TF-IDF."
)
BORROWED = "*: clean texts of the release, since the file has none."


def print_figures(console: Console, figures: Mapping[str, Any], subject: str) -> None:
    """Print what the figures mean, then all of them.

    subject  the detector, as the begin of a sentence
    """
    for sentence in say_figures(figures, subject):
        console.print(sentence)
    for table in _tables(figures):
        console.print()
        console.print(table)
    console.print()
    console.print(LEGEND)
    if any(row["clean"] == "release" for row in figures["real"]):
        console.print(BORROWED)
    console.print()


def say_figures(figures: Mapping[str, Any], subject: str) -> list[str]:
    """The main figures as sentences."""
    if figures.get("note"):
        return [figures["note"]]
    rows = {(row["split"], row["granularity"], row["model"]): row for row in figures["detection"]}
    seen, unseen = (rows.get((split, "sentence", "detector"), {}) for split in ("test", "test_unseen"))
    name, rate = next(((f"tpr_{rate}pct", rate) for rate in (1, 5) if seen.get(f"tpr_{rate}pct") is not None), ("", 0))
    if not rate:
        return [f"The split test has too few sentences to measure how many {subject[0].lower()}{subject[1:]} finds."]
    new = f", {_percent(unseen[name])} where the replacement words are new (test_unseen)" if unseen.get(name) else ""
    words = [(split, rows.get((split, "sentence", "words"), {}).get("auroc")) for split in ("test", "test_unseen")]
    measured = " and ".join(f"{_figure(auroc)} on {split}" for split, auroc in words if auroc is not None)
    alone = [f"A model of words alone has an AUROC of {measured}; .5 is guessing."] if measured else []
    return [
        f"{subject} finds {_percent(seen[name])} of the spun sentences of test at {rate} % false alarms{new}.",
        *alone,
    ]


def _tables(figures: Mapping[str, Any]) -> Iterable[Table]:
    yield _detection(figures["detection"])
    yield _table(
        ("tagging", "words", "precision", "recall", "F1"),
        [
            (row["split"], f"{row['n_words']:,}", *(_figure(row[name]) for name in ("precision", "recall", "f1")))
            for row in figures["tagging"]
        ],
    )
    yield _table(
        ("original word", "edits", "is a candidate", "first", "in the first 5"),
        [
            (
                row["split"],
                f"{row['n_edits']:,}",
                *(_percent(row[name]) for name in ("candidates", "first", "first_five")),
            )
            for row in figures["restoration"]
        ],
    )
    if figures.get("negatives"):
        yield _table(
            ("negatives called spun", "texts", "at 1 %", "at 5 %"),
            [
                (
                    f"{row['split']}, {row['kind']}",
                    f"{row['n']:,}",
                    _percent(row["alarms_1pct"]),
                    _percent(row["alarms_5pct"]),
                )
                for row in figures["negatives"]
            ],
        )
    if figures["breakdown"]:
        yield _breakdown(figures["breakdown"])
    if figures["real"]:
        yield _real(figures["real"])


def _detection(rows: Sequence[Row]) -> Table:
    """A line for each split and granularity, with the AUROC of both models."""
    words = {(row["split"], row["granularity"]): row["auroc"] for row in rows if row["model"] == "words"}
    return _table(
        ("detection", "by", "texts", "AUROC", "at 1 %", "at 5 %", "calibration", "words alone"),
        [
            (
                row["split"],
                row["granularity"],
                f"{row['n_clean'] + row['n_spun']:,}",
                _figure(row["auroc"]),
                _percent(row["tpr_1pct"]),
                _percent(row["tpr_5pct"]),
                _figure(row["calibration_error"]),
                _figure(words.get((row["split"], row["granularity"]))),
            )
            for row in rows
            if row["model"] == "detector"
        ],
    )


def _breakdown(rows: Sequence[Row]) -> Table:
    """A line for each class of pairs, test and test_unseen side by side."""
    found = {(row["by"], row["value"], row["split"]): row for row in rows}
    classes = dict.fromkeys((row["by"], row["value"]) for row in rows)
    lines = []
    for by, value in classes:
        sides = [found.get((by, value, split), {}) for split in ("test", "test_unseen")]
        figures = [
            (_figure(each.get("auroc")), _percent(each.get("tpr_1pct")), _figure(each.get("f1"))) for each in sides
        ]
        name = f"no {by}" if value == UNKNOWN else value
        lines.append((by, name[:WIDEST], f"{sides[0].get('n', 0):,}", *figures[0], *figures[1]))
    return _table(("by", "articles", "pairs", "AUROC", "at 1 %", "F1", "unseen", "at 1 %", "F1"), lines, gap=1)


def _real(rows: Sequence[Row]) -> Table:
    """A line for each file and family."""
    return _table(
        ("real texts", "spun", "clean", "AUROC", "interval", "at 1 %", "interval", "paired"),
        [
            (
                (row["file"] if row["family"] is None else f"  {row['family']}")[:WIDEST],
                f"{row['n_spun']:,}",
                f"{row['n_clean']:,}{'*' if row['clean'] == 'release' else ' '}",
                _figure(row["auroc"]),
                _interval(row["auroc_interval"], _figure),
                _percent(row["tpr_1pct"]),
                _interval(row["tpr_1pct_interval"], lambda end: _percent(end).removesuffix(" %")),
                _percent(row["paired"]),
            )
            for row in rows
        ],
        gap=1,
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], *, gap: int = 2) -> Table:
    """A table whose first columns are names, and the others numbers.

    gap  spaces between two columns
    """
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, gap, 0, 0))
    for number, name in enumerate(header):
        is_name = number < (2 if "by" in header else 1)
        table.add_column(name, justify="left" if is_name else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _figure(value: float | None) -> str:
    """A figure between 0 and 1 with three decimals.

    >>> _figure(0.97), _figure(1.0), _figure(None)
    ('.970', '1.000', '-')
    """
    return NONE if value is None else f"{value:.3f}".removeprefix("0")


def _percent(value: float | None) -> str:
    """A share in per cent.

    >>> _percent(0.714), _percent(None)
    ('71 %', '-')
    """
    return NONE if value is None else f"{100 * value:.0f} %"


def _interval(ends: Sequence[float] | None, form: Any) -> str:
    return NONE if ends is None else f"{form(ends[0])}-{form(ends[1])}"
