"""The differences between two releases, as lines and tables of at most 80 columns."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines.cli.marked import PICTURES
from pipelines.cli.numbers import Lines, human_time, print_lines
from pipelines.release.comparison.changes import REASONS, ArticleChanges, RowChanges
from pipelines.release.comparison.compare import Comparison
from pipelines.release.comparison.manifests import Difference, SwapChange
from pipelines.release.contents import Tally
from pipelines.release.find import Release

# Rows of a table of names, and of the table of swaps; `--json` has all of them.
MOST_NAMES = 8
MOST_SWAPS = 10
COUNTED = ("before", "after", "added", "removed", "changed")
# Columns of a terminal, and spaces between those of a table.
WIDTH, GAP = 80, 2
# Characters of a name in a table, and of a setting's value.
NAME_LENGTH = 30
VALUE_LENGTH = 60
TRAIN = "train"
# The entry of the manifests with the figures of trained models, and their title.
PROBE, FIGURES = "probe", "figures of the models trained on each"


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Print the summary, then tables of the figures that differ, then the settings."""
    print_lines(console, summary_lines(comparison))
    if comparison.n_moved:
        console.print(moved_text(comparison.articles), style="bold red")
    for table in _tables(comparison):
        console.print()
        console.print(table)
    for title, differences in _entries(comparison.settings).items():
        console.print()
        console.print(title, style="bold")
        for difference in differences:
            console.print(f"  {setting_line(difference)}", soft_wrap=True)


def summary_lines(comparison: Comparison) -> Lines:
    """Lines on what matters before training moves from one release to the other."""
    before, after = comparison.before, comparison.after
    return [
        ("before", release_line(before)),
        ("after", release_line(after)),
        ("verdict", arrow(before.verdict, after.verdict)),
        *pairs_lines(comparison.pairs, comparison.reasons, comparison.articles),
        *articles_lines(comparison.articles),
        ("scores", scores_line(comparison.splits)),
        ("words", arrow(f"{before.words:,}", f"{after.words:,}")),
        ("swapped", arrow(f"{before.swap_rate:.1%}", f"{after.swap_rate:.1%}")),
        *([("dates", dates_line(comparison.dates))] if any(map(any, comparison.dates.values())) else []),
        ("files", f"{comparison.n_shared_files:,} of {comparison.n_files:,} data files are the same in both"),
    ]


def release_line(release: Release) -> str:
    return f"{release.dataset} {release.version}, {human_time(release.created)}"


def arrow(before: str, after: str) -> str:
    """Both values, or one if they are equal.

    >>> arrow("1", "2"), arrow("1", "1")
    ('1 → 2', '1')
    """
    return after if before == after else f"{before} → {after}"


def pairs_lines(pairs: RowChanges, reasons: Mapping[str, int], articles: ArticleChanges) -> Lines:
    """The number of pairs, and what became of them; changed pairs by reason.

    >>> articles = ArticleChanges(2, 3, 1, 0, 0, 0, 1, 0, {})
    >>> pairs_lines(RowChanges(2, 4, 2, 0, 1), {"spun": 1}, articles)[:3]
    [('pairs', '2 → 4'), ('  added', '2, 1 of articles in both'), ('  removed', '0')]
    """
    if pairs.is_identical:
        return [("pairs", f"{pairs.after:,}, identical in both")]
    known = {"added": articles.pairs_added, "removed": articles.pairs_removed}
    moves = [
        (f"  {name}", f"{getattr(pairs, name):,}" + (f", {number:,} of articles in both" if number else ""))
        for name, number in known.items()
    ]
    return [
        ("pairs", arrow(f"{pairs.before:,}", f"{pairs.after:,}")),
        *moves,
        ("  changed", f"{pairs.changed:,}"),
        *(("", f"{number:,} {REASONS[reason]}") for reason, number in reasons.items()),
        ("  unchanged", f"{pairs.unchanged:,}"),
    ]


def articles_lines(articles: ArticleChanges) -> Lines:
    """The number of articles, and what became of them.

    >>> articles_lines(ArticleChanges(2, 3, 1, 0, None, 2, 0, 0, {}))[0]
    ('articles', '2 → 3: 1 added, 0 removed, 2 in another group')
    """
    notes = [f"{articles.added:,} added, {articles.removed:,} removed"] * bool(articles.added or articles.removed)
    notes += [f"{articles.other_text or 0:,} with another text"] * bool(articles.other_text)
    notes += [f"{articles.regrouped:,} in another group"] * bool(articles.regrouped)
    text = arrow(f"{articles.before:,}", f"{articles.after:,}") + (
        ": " + ", ".join(notes) if notes else ", all in both"
    )
    unknown = ("  texts", "not compared: a release does not list the hashes of its texts")
    moved = ("  moved", "0 to another split")
    return [("articles", text), *[unknown] * (articles.other_text is None), *[moved] * (not articles.moved)]


def moved_text(articles: ArticleChanges) -> str:
    """A warning about articles that are in another split.

    >>> moved_text(ArticleChanges(9, 9, 0, 0, 0, 0, 0, 0, {("test", "train"): 2})).split(":")[0]
    'MOVED 2 articles to another split (test → train 2)'
    """
    moves = ", ".join(f"{old} → {new} {number:,}" for (old, new), number in articles.moved.items())
    return (
        f"MOVED {sum(articles.moved.values()):,} articles to another split ({moves}): do not test a model on the one "
        "release that was trained on the other. group_duplicates.carry_splits keeps the splits of a dataset"
    )


def scores_line(splits: Mapping[str, RowChanges]) -> str:
    """The held-out splits on which scores of models can be compared between the releases.

    >>> scores_line({"train": RowChanges(1, 2, 1), "validation": RowChanges(1, 1), "test": RowChanges(1, 2, 1)})
    'comparable on validation; not on test, which differs'
    """
    held_out = [name for name in splits if name != TRAIN]
    same = [name for name in held_out if splits[name].is_identical]
    other = [name for name in held_out if not splits[name].is_identical]
    if not same and not other:
        return "not comparable: no release has a held-out split"
    if not other:
        return f"comparable: {_and(same)} {'is' if len(same) == 1 else 'are'} identical in both"
    differ = f"{_and(other)}, which {'differs' if len(other) == 1 else 'differ'}"
    return f"comparable on {_and(same)}; not on {differ}" if same else f"not comparable on {differ}"


def dates_line(dates: Mapping[str, tuple[str | None, str | None]]) -> str:
    """The range of the days of publication before and after.

    >>> dates_line({"before": ("2020-01-02T00:00:00+00:00", "2021-01-01T00:00:00+00:00"), "after": (None, None)})
    '2020-01-02 to 2021-01-01 → none'
    """
    ranges = [f"{first[:10]} to {(last or first)[:10]}" if first else "none" for first, last in dates.values()]
    return arrow(*ranges)


def setting_line(difference: Difference) -> str:
    """One difference between the manifests.

    >>> setting_line(Difference("config.spin_articles.rate", None, 0.3))
    'spin_articles.rate: null → 0.3'
    """
    name = show_name(difference.name.removeprefix("config.").removeprefix(f"{PROBE}."), VALUE_LENGTH)
    if name == "code":
        return "code: another version"
    for value, words in ((difference.before, "added"), (difference.after, "removed")):
        if value is None and not difference.name.startswith("config."):
            return f"{name}: {words}"
    return f"{name}: {show_value(difference.before)} → {show_value(difference.after)}"


def show_value(value: Any) -> str:
    """A JSON value on one line, cut to VALUE_LENGTH characters."""
    return show_name(json.dumps(value, ensure_ascii=False), VALUE_LENGTH)


def show_name(name: str, length: int = NAME_LENGTH) -> str:
    r"""A name on one line without control characters, cut to `length` characters.

    >>> show_name(""), show_name("a\x1b[31m\nb"), show_name("abcdef", 4)
    ('(none)', 'a␛[31m␊b', 'abc…')
    """
    shown = name.translate(PICTURES | {ord("\t"): " ", ord("\n"): "␊", ord("\r"): "␍"})
    return (shown if len(shown) <= length else f"{shown[: length - 1]}…") or "(none)"


def _entries(differences: Sequence[Difference]) -> dict[str, list[Difference]]:
    """Title -> entries of the manifests that differ, without empty groups."""
    of_probe = [each for each in differences if each.name.partition(".")[0] == PROBE]
    groups = {"settings, code and packages": [each for each in differences if each not in of_probe], FIGURES: of_probe}
    return {title: group for title, group in groups.items() if group}


def _tables(comparison: Comparison) -> Iterator[Table]:
    if not comparison.is_identical:
        yield from (
            _count_table(title, counts)
            for title, counts in (
                ("split", comparison.splits),
                ("profile", comparison.profiles),
                ("source", comparison.sources),
                ("licence", comparison.licenses),
                ("language", comparison.languages),
            )
            if len(counts) > 1 or title in ("split", "profile")
        )
    rates = [
        (f"{show_name(change.profile)} {change.split}", before, after)
        for change in comparison.rates
        if (before := _rate_cell(change.before)) != (after := _rate_cell(change.after))
    ]
    if rates:
        yield _table(("words swapped (asked)", "before", "after"), rates)
    swaps = [
        (
            show_name(change.swap),
            *(f"{_bound(change, name)}{getattr(change, name):.1f}" for name in ("before", "after")),
        )
        for change in comparison.swaps[:MOST_SWAPS]
    ]
    if swaps:
        yield _table(("swaps in 1,000 edits", "before", "after"), swaps)


def _count_table(title: str, counts: Mapping[str, RowChanges]) -> Table:
    """The names with the most changes in the order given, and the sum of all others."""
    rank = sorted(
        counts, key=lambda name: -sum(getattr(counts[name], part) for part in ("added", "removed", "changed"))
    )
    found = {name: _numbers([counts[name]]) for name in counts if name in rank[:MOST_NAMES]}
    others = rank[MOST_NAMES:]
    rest = [(f"{len(others):,} others", *_numbers([counts[name] for name in others]))] if others else []
    widths = [
        max(map(len, cells)) + GAP for cells in zip(COUNTED, *found.values(), *(row[1:] for row in rest), strict=True)
    ]
    length = min(NAME_LENGTH, WIDTH - GAP - sum(widths))
    rows = [(show_name(name, length), *numbers) for name, numbers in found.items()]
    return _table((title, *COUNTED), [*rows, *rest])


def _numbers(counts: Sequence[RowChanges]) -> list[str]:
    """The sum of each of COUNTED."""
    return [f"{sum(getattr(changes, part) for changes in counts):,}" for part in COUNTED]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, GAP, 0, 0))
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _rate_cell(tally: Tally) -> str:
    return f"{tally.swap_rate:.1%} ({tally.asked_rate:.1%})" if tally.rows else "no pairs"


def _bound(change: SwapChange, name: str) -> str:
    return "< " if change.unlisted == name else ""


def _and(names: Sequence[str]) -> str:
    """Join names for a sentence.

    >>> _and(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
