"""Shortcuts: how well a small model tells spun from clean texts by their surface features alone.

Each part keeps a bounded sample, one pair per article. The model sees single texts, not pairs, and is scored on groups
of articles that it was not trained on. An AUROC of .5 is guessing, of 1 is always right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.corpus.statistics import Json
from pipelines.quality.corpus.surface import FEATURES, measure_surface
from pipelines.quality.corpus.word_hashes import Hashes
from pipelines.quality.pairs.texts import Flags
from pipelines.storage.tables import read_table
from pipelines.strings.hashes import hash_strings

# Sampled articles of a part, and of the corpus: at 4,000 pairs one standard deviation of the AUROC is .006.
PART_ARTICLES = 500
CORPUS_ARTICLES = 4_000
# Below this many texts an AUROC of .60 is within two standard deviations of guessing: .042 each at 200.
MIN_TEXTS = 200
FOLDS = 3
VECTOR = pa.list_(pa.float32(), len(FEATURES))
SURFACE = pa.schema(
    [
        pa.field("row", pa.int64()),
        pa.field("order", pa.uint64()),
        pa.field("article", pa.uint64()),
        pa.field("group", pa.uint64()),
        pa.field("clean", VECTOR),
        pa.field("spun", VECTOR),
    ]
)


@dataclass(frozen=True)
class Shortcuts:
    """Scores of the model.

    auroc     None if there are fewer than MIN_TEXTS texts
    features  each feature alone, strongest first: name, its own AUROC, means in clean and spun texts
    """

    auroc: float | None
    n_texts: int
    features: list[Json]

    def to_json(self) -> Json:
        return {"auroc": self.auroc, "n_texts": self.n_texts, "features": self.features}


def hash_ids(ids: pa.Array | pa.ChunkedArray) -> Hashes:
    """uint64 [n]: equal for equal ids, and unrelated to their order."""
    return hash_strings(pc.fill_null(ids, ""))


def choose_articles(ids: pa.Array | pa.ChunkedArray) -> Hashes:
    """Return the hashes of the articles in the sample of a part, ascending."""
    return np.unique(hash_ids(ids))[:PART_ARTICLES]


def sample_surface(pairs: pa.Table, articles: Hashes, *, first_row: int, sizes: Sequence[int] = ()) -> pa.Table:
    """Return SURFACE of one pair of each chosen article in each stretch of a table of schemas.PAIRS.

    articles   as `choose_articles` returns them
    first_row  number of the table's first row among all pairs of the part
    sizes      numbers of rows of the stretches; none: the table is one
    """
    found = hash_ids(pairs["article_id"])
    rows = np.flatnonzero(np.isin(found, articles))
    order = hash_ids(pairs["pair_id"].take(pa.array(rows)))
    stretch = np.searchsorted(np.cumsum(sizes, dtype=np.int64), rows, side="right")
    by_article = np.lexsort((order, found[rows], stretch))
    is_first = np.ones(len(rows), bool)
    is_first[1:] = (np.diff(stretch[by_article]) > 0) | (np.diff(found[rows][by_article]) > 0)
    chosen = by_article[is_first]
    table = pairs.select(["pair_id", "group_id", "clean", "spun"]).take(pa.array(rows[chosen]))
    vectors = [
        pa.FixedSizeListArray.from_arrays(measure_surface(table[side]).reshape(-1), len(FEATURES))
        for side in ("clean", "spun")
    ]
    numbers = [rows[chosen] + first_row, order[chosen], found[rows[chosen]], hash_ids(table["group_id"])]
    return pa.table([*(pa.array(column) for column in numbers), *vectors], schema=SURFACE)


def keep_surface(found: Sequence[pa.Table], accepted: Flags) -> pa.Table:
    """Return the samples of accepted rows, one per article.

    accepted  bool, one for each pair of the part
    """
    table = pa.concat_tables([SURFACE.empty_table(), *found])
    table = table.filter(pa.array(accepted[table["row"].to_numpy()])).sort_by(
        [(n, "ascending") for n in ("article", "order")]
    )
    return table.filter(pa.array(np.append(True, np.diff(table["article"].to_numpy()) > 0)[: len(table)]))


def audit_shortcuts(paths: Sequence[Path]) -> Shortcuts:
    """Train and score the model on the samples of all parts; the same samples give the same figures."""
    table = pa.concat_tables([SURFACE.empty_table(), *(read_table(path).cast(SURFACE) for path in paths)])
    table = table.sort_by([("article", "ascending"), ("order", "ascending")]).slice(0, CORPUS_ARTICLES)
    clean, spun = (
        table[side].combine_chunks().flatten().to_numpy().reshape(-1, len(FEATURES)) for side in ("clean", "spun")
    )
    if 2 * len(table) < MIN_TEXTS or len(np.unique(groups := table["group"].to_numpy())) < FOLDS:
        return Shortcuts(None, 2 * len(table), [])
    features = _each_alone(clean, spun)
    return Shortcuts(_score(clean, spun, groups), 2 * len(table), features)


def _score(clean: NDArray[np.float32], spun: NDArray[np.float32], groups: Hashes) -> float:
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - takes 1 s
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415
    from sklearn.model_selection import GroupKFold  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    texts, is_spun = np.concatenate([clean, spun]), np.repeat([0, 1], len(clean))
    scores = np.zeros(len(texts))
    # On one thread: trees of 8,000 texts take 0.2 s, and 1.4 to 5 s of CPU on two threads of a busy machine, which wait
    # for each other.
    with threadpool_limits(1, user_api="openmp"):
        for train, test in GroupKFold(FOLDS).split(texts, is_spun, np.tile(groups, 2)):
            # Few shallow trees: if surface features tell the texts apart, a few splits show it.
            model = HistGradientBoostingClassifier(max_iter=40, max_leaf_nodes=8, early_stopping=False, random_state=0)
            scores[test] = model.fit(texts[train], is_spun[train]).predict_proba(texts[test])[:, 1]
    return round(float(roc_auc_score(is_spun, scores)), 4)


def _each_alone(clean: NDArray[np.float32], spun: NDArray[np.float32]) -> list[Json]:
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - takes 1 s

    is_spun = np.repeat([0, 1], len(clean))
    found: list[Json] = [
        {
            "name": name,
            "auroc": round(float(roc_auc_score(is_spun, np.concatenate([clean[:, i], spun[:, i]]))), 4),
            "clean": round(float(clean[:, i].mean(dtype=float)), 4),
            "spun": round(float(spun[:, i].mean(dtype=float)), 4),
        }
        for i, name in enumerate(FEATURES)
    ]
    return sorted(found, key=lambda entry: (-abs(entry["auroc"] - 0.5), entry["name"]))
