"""The sentences on the total of a search: a number that is exact, or an estimate that says so."""

from typing import Any

from pipelines.browse.search import Search, Total
from pipelines.web.pairs_query import PairsQuery


def say_total(total: Total) -> str:
    """Say how many pairs match.

    >>> say_total(Total(266, 266, 1.0, 1.0))
    '266 pairs found'
    >>> say_total(Total(12_345, 40, 0.05, 0.031))
    'about 12,000 pairs, estimated from 3.1% of all'
    >>> say_total(Total(0, 0, 0.05, 0.031))
    'no pair found yet in 5.0% of all'
    """
    if total.is_exact:
        return f"{total.number:,} {'pair' if total.number == 1 else 'pairs'} found"
    if not total.number:
        return f"no pair found yet in {total.share:.1%} of all"
    about = float(f"{total.number:.2g}")
    return f"about {max(int(about), total.found):,} pairs, estimated from {total.sample:.1%} of all"


def say_range(search: Search, asked: PairsQuery, page: dict[str, Any], total: Total) -> str:
    """Say where a page lies among all pairs that match."""
    shown, rank, pairs = (
        len(page["places"]),
        page["rank"],
        f"{page['total']:,} {'pair' if page['total'] == 1 else 'pairs'}",
    )
    among = f"{page['start'] + 1:,} to {page['end']:,} of {pairs}"
    if search.wanted.is_all and not asked.sort:
        return among if shown else pairs
    if not shown:
        return say_total(total)
    if rank is None:
        return f"{shown:,} of {say_total(total)}, among {among}"
    ranks = f"{rank + 1:,} to {rank + shown:,}"
    if page["ranked"] < 1:
        return f"{ranks} by swap rate of those found so far, in {page['ranked']:.0%} of {pairs}"
    return f"{ranks} of {say_total(total)}" + (" by swap rate" if asked.sort else "")
