"""Write the learned profile as YAML, and the header of its table."""

from datetime import date
from textwrap import wrap

import yaml

from pipelines.learn.estimate import Estimate
from pipelines.learn.lesson import Lesson

# Width of a line of a YAML comment.
WIDTH = 118


def profile_text(lesson: Lesson, learned: str, *, lexicon: str, day: date) -> str:
    """Return the YAML: comments on the samples, then the fields that differ from the defaults."""
    rate, n_pairs = lesson.habits["rate"], len(lesson.aligned)
    notes = [
        f"Learned by `spindle learn` from {n_pairs:,} pairs on {day.isoformat()}; the report says more.",
        f"rate: {interval(rate)}, from {rate.n:,.0f} words; {sure_of(lesson)}",
    ]
    tree = {
        "imitates": f"A spinner known from {n_pairs:,} pairs of texts, by what it swaps there and how often.",
        **({} if lexicon == "english" else {"lexicon": lexicon}),
        "learned": [learned],
        **lesson.settings,
    }
    lines = [line for note in notes for line in wrap(note, WIDTH)]
    return "".join(f"# {line}\n" for line in lines) + yaml.safe_dump(tree, sort_keys=False, width=WIDTH)


def table_header(lesson: Lesson) -> list[str]:
    return [
        f"Learned from {len(lesson.aligned):,} pairs of texts: words and phrases, and how often each was swapped.",
        "unit, seen, swapped, candidate:times ...",
    ]


def interval(estimate: Estimate) -> str:
    """Format a value with its 90 % interval.

    >>> interval(Estimate(0.32, 0.3, 0.345, 900))
    '0.320 (0.300 to 0.345)'
    """
    if not estimate.is_known:
        return "not known"
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"


def sure_of(lesson: Lesson) -> str:
    """Describe in words how reliable the learned values are."""
    n_pairs, n_units = len(lesson.aligned), sum(count > 0 for count in lesson.table.swapped.tolist())
    rates = "rates are rough" if n_pairs < 50 else "rates are fair" if n_pairs < 500 else "rates are good"
    choice = (
        f"the choice among candidates is fitted on {lesson.choice.n_swaps:,} swaps"
        if lesson.choice.is_fitted
        else f"{lesson.choice.n_swaps:,} swaps are too few to fit the choice among candidates, so it is the lexicon's"
    )
    return f"{rates}, the table knows {n_units:,} units that were swapped, {choice}"
