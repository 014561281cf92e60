"""Detection by article, and tagging, of the pairs with one profile, rate, length or source."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.probe.detection import Row, ScoredSplit
from pipelines.probe.metrics import ALARMS, LEAST_TEXTS, find_threshold, measure_auroc, share_above
from pipelines.probe.tagging import WordCounts

SPLITS = ("test", "test_unseen")
# Most frequent sources that have a row.
SOURCES = 10
UNKNOWN = "unknown"
# Lower borders of the classes and their names: swapped words in per cent, and words of the clean text.
RATES = {0: "0-10 %", 10: "10-20 %", 20: "20-30 %", 30: "30+ %"}
LENGTHS = {0: "0-150", 150: "150-300", 300: "300-600", 600: "600+"}

Names = npt.NDArray[np.object_]


def breakdown_rows(split: ScoredSplit, words: WordCounts) -> list[Row]:
    """The figures of each class of pairs.

    AUROC compares the spun texts of the pairs with their clean texts. `tpr_1pct` is the share of the spun texts above
    the threshold at 1 % false alarms of the whole split, since few classes have the 100 clean texts for one of their
    own. Figures of less than LEAST_TEXTS pairs are None.
    """
    scored, row = split.scored("article"), split.texts["article"].row
    threshold = find_threshold(scored.clean, ALARMS["tpr_1pct"])
    rows = []
    for by, value, mask in _classes(split.pairs):
        texts, n = scored.where(mask[row]), int(mask.sum())
        few = n < LEAST_TEXTS
        figures = {
            "auroc": measure_auroc(texts),
            "tpr_1pct": None if few else share_above(texts.spun, threshold),
            "f1": None if few else words.measure(mask)["f1"],
        }
        rows.append({"by": by, "value": value, "split": split.name, "n": n} | figures)
    return rows


def _classes(pairs: pa.Table) -> Iterator[tuple[str, str, npt.NDArray[np.bool_]]]:
    """Yield property, value and mask of the pairs, for each class that has pairs."""
    profiles, sources = (_names(pairs[name]) for name in ("profile", "source"))
    rates = 100 * pairs["swap_rate"].to_numpy().astype(float)
    columns = {
        "profile": (profiles, sorted(set(profiles))),
        "rate": (_bins(rates, RATES), list(RATES.values())),
        "length": (_bins(pairs["n_words"].to_numpy(), LENGTHS), list(LENGTHS.values())),
        "source": (sources, _most_frequent(sources)),
    }
    for by, (values, wanted) in columns.items():
        for value in wanted:
            if (mask := values == value).any():
                yield by, value, mask


def _names(column: pa.ChunkedArray) -> Names:
    return pc.fill_null(column, UNKNOWN).to_numpy(zero_copy_only=False).astype(object)


def _bins(values: npt.NDArray[np.float64], names: dict[int, str]) -> Names:
    """The name of the class of each value."""
    return np.array(list(names.values()), object)[np.searchsorted(list(names), values, side="right") - 1]


def _most_frequent(values: Names) -> list[str]:
    names, counts = np.unique(values, return_counts=True)
    return names[np.lexsort((names, -counts))][:SOURCES].tolist()
