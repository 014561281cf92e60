"""The slow twin of a comparison of releases: each figure from lists of rows."""

from collections import Counter

import pytest

from pipelines.release.comparison.changes import REASONS
from schemas import SPLITS

FACTS = ("source", "url", "license", "language", "published_at")
MEASURES = ("n_words", "n_swaps", "swap_rate", "asked_rate")


def slow_counts(before, after, name):
    """The twin of count_by: value -> (before, after, added, removed, changed)."""
    found = {}
    for value in {row[name] or "" for row in [*before.values(), *after.values()]}:
        old = {key: row for key, row in before.items() if (row[name] or "") == value}
        new = {key: row for key, row in after.items() if (row[name] or "") == value}
        both = old.keys() & new.keys()
        changed = sum(slow_reason(old[key], new[key]) is not None for key in both)
        found[value] = (len(old), len(new), len(new) - len(both), len(old) - len(both), changed)
    return found


def slow_reason(old, new):
    differs = {
        "split": old["split"] != new["split"],
        "article": old["text_hash"] != new["text_hash"],
        "spun": old["pair_id"] != new["pair_id"],
        "group": old["group_id"] != new["group_id"],
        "measures": any(old[name] != new[name] for name in MEASURES),
        "facts": any((old[name] or "") != (new[name] or "") for name in FACTS),
    }
    return next((reason for reason in REASONS if differs[reason]), None)


def by_key(rows):
    return {(row["article_id"], row["profile"], row["variant"]): row for row in rows}


def by_article(rows):
    return {row["article_id"]: row for row in rows}


def check(comparison, before, after):
    """Compare all figures with those of the twin."""
    old, new = by_key(before), by_key(after)
    both = old.keys() & new.keys()
    reasons = Counter(reason for key in both if (reason := slow_reason(old[key], new[key])))
    assert comparison.reasons == reasons
    pairs = comparison.pairs
    assert (pairs.before, pairs.after) == (len(old), len(new))
    assert (pairs.added, pairs.removed) == (len(new) - len(both), len(old) - len(both))
    assert pairs.changed == sum(reasons.values())
    assert pairs.unchanged == len(both) - pairs.changed
    assert comparison.is_identical == (slow_signatures(before) == slow_signatures(after))
    names = {"split": "splits", "profile": "profiles", "source": "sources", "license": "licenses"}
    for column, name in (names | {"language": "languages"}).items():
        counts = getattr(comparison, name)
        assert {value: astuple(c) for value, c in counts.items()} == slow_counts(old, new, column)
        assert all(c.before - c.removed + c.added == c.after for c in counts.values())
    assert list(comparison.splits) == [name for name in SPLITS if name in comparison.splits]
    check_articles(comparison.articles, before, after)
    check_rates(comparison.rates, before, after)


def slow_signatures(rows):
    names = ("pair_id", "split", "group_id", "text_hash", *MEASURES)
    return {key: (*(row[n] for n in names), *(row[n] or "" for n in FACTS)) for key, row in by_key(rows).items()}


def astuple(counts):
    return counts.before, counts.after, counts.added, counts.removed, counts.changed


def check_articles(articles, before, after):
    old, new = by_article(before), by_article(after)
    both = old.keys() & new.keys()
    assert (articles.before, articles.after) == (len(old), len(new))
    assert (articles.added, articles.removed) == (len(new) - len(both), len(old) - len(both))
    assert articles.other_text == sum(old[name]["text_hash"] != new[name]["text_hash"] for name in both)
    assert articles.regrouped == sum(old[name]["group_id"] != new[name]["group_id"] for name in both)
    moves = Counter((old[name]["split"], new[name]["split"]) for name in both)
    assert articles.moved == {move: number for move, number in moves.items() if move[0] != move[1]}
    old_keys, new_keys = by_key(before).keys(), by_key(after).keys()
    assert articles.pairs_added == sum(key[0] in old for key in new_keys - old_keys)
    assert articles.pairs_removed == sum(key[0] in new for key in old_keys - new_keys)


def check_rates(rates, before, after):
    for which, rows in (("before", before), ("after", after)):
        for rate in rates:
            found = [row for row in rows if (row["profile"], row["split"]) == (rate.profile, rate.split)]
            tally = getattr(rate, which)
            assert (tally.rows, tally.swaps) == (len(found), sum(row["n_swaps"] for row in found))
            assert tally.words == sum(row["n_words"] for row in found)
            assert tally.swapped_words == sum(round(row["n_words"] * row["swap_rate"]) for row in found)
            asked = sum(row["n_words"] * row["asked_rate"] for row in found)
            assert tally.asked_words == pytest.approx(asked, rel=1e-6)
    places = {(row["profile"], row["split"]) for row in [*before, *after]}
    assert {(rate.profile, rate.split) for rate in rates} == places
    assert len(rates) == len(places)
