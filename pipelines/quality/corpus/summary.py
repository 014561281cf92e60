"""The statistics of all parts as one, and the counts that readers look for first."""

from collections.abc import Sequence

from pipelines.parts.negatives import add_kinds
from pipelines.parts.part import Corpus, Part
from pipelines.parts.rejects import add_up
from pipelines.quality.corpus.statistics import Json, merge_statistics

SHOWN_SWAPS = 100


def merge_parts(validated: Sequence[Part]) -> Json:
    """Return the merged statistics of validated parts, without the outcomes of their checks."""
    return merge_statistics(
        [{name: value for name, value in part.statistics.items() if name != "checks"} for part in validated]
    )


def count_corpus(corpus: Corpus, statistics: Json) -> Json:
    """Return the counts of articles, pairs, words and edits, of dropped pairs, and of pairs by split.

    `negatives`, if there are any: split -> kind -> number.
    """
    splits = statistics["splits"]
    total: Json = (
        merge_statistics(list(splits.values())) if splits else {"pairs": 0, "n_words": 0, "n_swapped_words": 0}
    )
    total.pop("rate_error", None)  # a sum that means nothing by itself
    return {
        "articles": sum(part.n_rows for part in corpus.articles if part.negative_kind is None),
        "markup_repaired": sum(part.statistics.get("n_markup_repaired", 0) for part in corpus.articles),
        **total,
        "n_edits": statistics["edits"]["n_edits"],
        "rejected": add_up([part.rejected for part in corpus.pairs]),
        "quarantined": statistics["quarantined"]["pairs"],
        "splits": {split: splits[split]["pairs"] for split in splits},
        **({"negatives": kinds} if (kinds := add_kinds(corpus.pairs)) else {}),
    }


def shorten_edits(edits: Json) -> Json:
    """Return the counts of edits with only the SHOWN_SWAPS most frequent swaps, in order."""
    swaps = list(add_up([edits["top_swaps"]]).items())[:SHOWN_SWAPS]
    top: list[Json] = [{"swap": swap, "count": count} for swap, count in swaps]
    return edits | {"top_swaps": top, "n_other_swaps": edits["n_edits"] - sum(entry["count"] for entry in top)}
