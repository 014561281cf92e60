"""Dates of the articles that could not be read: their number, their share, and examples for readers."""

from collections.abc import Mapping
from typing import Any

from pipelines.parts.part import Corpus
from pipelines.quality.corpus.figures import Figure

N_EXAMPLES = 3
Json = dict[str, Any]


def count_dates(corpus: Corpus) -> Json:
    """Return n_dates, articles with a date in the input, n_unknown, those whose date is null, and examples of these.

    examples  the first N_EXAMPLES as {"place", "value"}, in the order of the input
    """
    found = [part.statistics for part in corpus.articles]
    return {
        "n_dates": sum(statistics.get("n_dates", 0) for statistics in found),
        "n_unknown": sum(statistics.get("n_unknown_dates", 0) for statistics in found),
        "examples": [example for statistics in found for example in statistics.get("unknown_dates", [])][:N_EXAMPLES],
    }


def measure_dates(dates: Json) -> list[Figure]:
    """Return the share of the dates that could not be read.

    dates  result of count_dates
    """
    if not dates["n_dates"]:
        return [Figure("unknown_date_share", None, "no article has a date")]
    return [Figure("unknown_date_share", dates["n_unknown"] / dates["n_dates"], describe_dates(dates))]


def describe_dates(dates: Mapping[str, Any]) -> str:
    r"""Describe the dates that could not be read, with an example; an empty string if there are none.

    >>> describe_dates({"n_dates": 1200, "n_unknown": 7, "examples": [{"place": "a.csv line 2", "value": "now\n"}]})
    "7 of 1,200 could not be read and are null, such as 'now\\n' in a.csv line 2"
    """
    if not dates.get("n_unknown"):
        return ""
    said = f"{dates['n_unknown']:,} of {dates['n_dates']:,} could not be read and are null"
    return said + "".join(f", such as {each['value']!r} in {each['place']}" for each in dates["examples"][:1])
