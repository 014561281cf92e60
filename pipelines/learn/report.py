"""Write the report on a learned profile, in Markdown; it quotes no sentence of the samples."""

from collections import Counter

from pipelines.learn.estimate import Estimate
from pipelines.learn.lesson import Lesson
from pipelines.learn.recall import RANKS
from pipelines.learn.write import interval, sure_of

TOP_SWAPS = 25
# Habit -> its name in the table of the report.
LABELS = {
    "rate": "words swapped, share",
    "rate_spread": "standard deviation of that share over texts",
    "swaps": "swaps per word",
    "function_words": "swaps of function words, share",
    "phrases": "swaps of phrases, share",
    "longer": "replacements with more words, share",
    "length": "words of a replacement",
    "frequency": "frequency of a replacement against its unit, powers of ten",
    "consistency": "same swap of a unit within a text, beyond chance",
    "skipping": "unit both swapped and kept within a text, against chance",
    "names": "names swapped, against the same words elsewhere",
    "quotations": "words in quotations swapped, against all words",
    "hyphenated": "hyphenated words swapped, against all words",
    "digits": "numbers in digits that became words, share",
    "to_digits": "numbers in words that became digits, share",
    "mended": "a and an corrected before a swap, share",
    "capitals": "capitals kept, share",
    "again": "phrases put in that were swapped again in part, share",
}
# Mark of values of the profile that lie outside the interval of the samples, and its meaning.
MARK = " !"
OUTSIDE = "A value with ! is outside the interval: in this, the profile does not spin like the samples"
Row = tuple[str, str, str]


def main_rows(lesson: Lesson) -> list[Row]:
    """Return rows of habit, value in the samples with its interval, and value of the profile on the same originals.

    A value of the profile outside the interval has a mark, which OUTSIDE explains.
    """
    return [
        (
            LABELS[name],
            interval(habit),
            value_of(lesson.generated[name]) + MARK * habit.excludes(lesson.generated[name]),
        )
        for name, habit in lesson.habits.items()
        if habit.is_known
    ]


def recall_rows(lesson: Lesson) -> list[Row]:
    """Return rows of rank, share of held-out swaps up to that rank, and the same share with the lexicon alone."""
    return [
        (f"among the {rank} best", f"{learned:.3f}", f"{alone:.3f}")
        for rank, learned, alone in zip(RANKS, lesson.recall.learned, lesson.recall.lexicon, strict=True)
    ]


def write_report(name: str, lesson: Lesson) -> str:
    """Write the report on the profile `name`."""
    n_words = lesson.habits["rate"].n
    table_says = (
        f"The table has {len(lesson.table.units):,} units that were seen {lesson.table.seen.sum():,} times and "
        f"swapped {lesson.table.swapped.sum():,} times."
    )
    recall_says = (
        f"Share of {lesson.recall.n_swaps:,} swaps that are among the best candidates of a profile learned from the "
        "other four fifths of the pairs."
    )
    return "\n".join(
        [
            f"# {name}: a learned profile",
            "",
            f"{len(lesson.aligned):,} pairs with {n_words:,.0f} words were used: {sure_of(lesson)}.",
            table_says,
            "",
            f"- pairs not used: {count_list(lesson.skipped)}",
            f"- swaps not in the table: {count_list(lesson.dropped)}",
            *(f"- doubt: {doubt}" for doubt in lesson.doubts),
            "",
            "## The samples, and the profile on the same originals",
            "",
            f"In brackets: 90 % intervals (bootstrap over pairs). {OUTSIDE}.",
            "",
            *table(("", "samples", "profile"), main_rows(lesson)),
            "",
            "## Recall of held-out swaps",
            "",
            recall_says,
            "",
            *table(("", "learned", "lexicon alone"), recall_rows(lesson)),
            "",
            "## The most frequent swaps",
            "",
            *table(("unit", "replacement", "times"), top_swaps(lesson)),
            "",
        ]
    )


def top_swaps(lesson: Lesson) -> list[Row]:
    """Return the TOP_SWAPS most frequent swaps: unit, candidate, and count of occurrences."""
    learned = lesson.table
    units, seen, candidates = learned.units.to_pylist(), learned.seen.tolist(), learned.candidate.to_pylist()
    rows = sorted(
        (-times, units[unit], candidate, seen[unit])
        for unit, candidate, times in zip(learned.unit.tolist(), candidates, learned.times.tolist(), strict=True)
    )
    return [(unit, candidate, f"{-times:,} of {seen:,}") for times, unit, candidate, seen in rows[:TOP_SWAPS]]


def table(header: Row, rows: list[Row]) -> list[str]:
    """Return the lines of a Markdown table."""
    return [f"| {' | '.join(row)} |" for row in (header, ("---",) * len(header), *rows)]


def value_of(estimate: Estimate) -> str:
    return f"{estimate.value:.3f}" if estimate.is_known else "-"


def count_list(counts: Counter[str]) -> str:
    """Format reasons with their counts, most frequent first.

    >>> count_list(Counter(identical=2, reordered=9))
    '11 (reordered 9, identical 2)'
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    reasons = ", ".join(f"{reason} {number:,}" for reason, number in ordered)
    return f"{counts.total():,} ({reasons})" if reasons else "none"
