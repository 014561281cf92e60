"""Put articles that tell the same story into one group, over all parts, and each group into one split.

All but one copy of an id or of a text are rejected. A group is named after the smallest hash of its folded texts, and
its split is drawn from that name alone: neither depends on the seed, the order of the input or the size of parts.
Memory holds 128 bits and a signature of each article: 0.5 GB for a million articles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates import hash_folded, link_signatures, sign_texts
from pipelines.duplicates.sketch import MINHASH_VERSION, Hashes, Signatures
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.errors import ValidationFailed
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import finish_part
from pipelines.parts.part import Part
from pipelines.parts.rejects import check_rejects
from pipelines.parts.writer import PartWriter
from pipelines.storage.tables import cut_batches, read_tables
from pipelines.text.ids import hex_names
from schemas import GROUPS, SPLITS, UNSEEN

WITHOUT_IDS = "--set ingest_articles.columns.id=null"
# Bytes of text in a batch: the words of 4 MiB, as arrays, take some 40 MB.
BATCH_BYTES = 4 << 20


@dataclass(frozen=True)
class Sketches:
    """n articles of all parts, sorted by (text hash, article id, part), so that the result depends on no other order.

    articles    table with article_id and part
    hashes      uint64 [n, 2]: text hashes
    signatures  uint32 [all articles read, permutations], in the order of reading: left unsorted, since sorting would
                copy the largest array
    rows        int64 [n]: row of each article in `signatures`
    """

    articles: pa.Table
    hashes: Hashes
    signatures: Signatures
    rows: Ints

    def take(self, rows: Ints) -> "Sketches":
        return Sketches(self.articles.take(pa.array(rows)), self.hashes[rows], self.signatures, self.rows[rows])


def group_duplicates(articles: Sequence[Part], config: RunConfig) -> Part:
    """Return the group and the split of every kept article, sorted by part.

    Reject copies as `duplicate_id` and, if `drop_exact`, as `duplicate_text`. Raise ValidationFailed if
    ingest_articles rejected too many rows.
    """
    _check_rejects(articles, config.ingest_articles.max_reject_share)
    settings = config.group_duplicates
    parts = sorted(articles, key=lambda part: part.key)

    def compute(writer: PartWriter) -> None:
        sketches = _sketch(parts, settings)
        first_of_id = _is_first_of_id(sketches)
        n_other_texts = int((sketches.hashes != sketches.hashes[first_of_id[1]]).any(axis=1).sum())
        sketches = _drop(first_of_id, "duplicate_id", sketches, writer)
        if settings.drop_exact:
            sketches = _drop(_is_first_of_text(sketches), "duplicate_text", sketches, writer)
        roots = link_signatures(sketches.signatures, sketches.rows, similarity=settings.similarity)
        # The rows are in the order of their hashes, and a root is the first row of its group: its smallest hash.
        splits = choose_splits(
            sketches.hashes[roots],
            validation=settings.validation,
            test=settings.test,
            test_unseen=settings.test_unseen,
        )
        groups = pa.table(
            {
                **{name: sketches.articles[name] for name in ("article_id", "part")},
                "group_id": hex_names(sketches.hashes[roots]),
                "split": pa.array(SPLITS).take(pa.array(splits)),
            }
        )
        writer.write("groups", groups.sort_by([("part", "ascending"), ("article_id", "ascending")]), GROUPS)
        writer.statistics = _count(roots, splits) | {"n_other_texts": n_other_texts}

    return finish_part(
        config.dataset_folder,
        "group_duplicates",
        inputs={
            "articles": [part.key for part in parts],
            "settings": settings.model_dump(mode="json"),
            "minhash": MINHASH_VERSION,
            "code": code_fingerprint(__name__),
        },
        label="all articles",
        compute=compute,
        reads=parts,
    )


def _check_rejects(articles: Sequence[Part], max_share: float) -> None:
    """Raise ValidationFailed if ingest_articles rejected too many rows: this is the first stage that sees all parts."""
    try:
        check_rejects(articles, max_share=max_share, setting="ingest_articles.max_reject_share")
    except ValidationFailed as error:
        n_rejected = sum(sum(part.rejected.values()) for part in articles)
        n_other_texts = sum(part.statistics.get("n_other_texts", 0) for part in articles)
        if 2 * n_other_texts < n_rejected:
            raise
        raise ValidationFailed(
            f"{error}. {n_other_texts:,} of them share their id with another text: if ids restart in each file, switch "
            f"them off (columns: {{id: null}}) with {WITHOUT_IDS}"
        ) from error


def choose_splits(hashes: Hashes, *, validation: float, test: float, test_unseen: float) -> Ints:
    """int64 [n]: index in schemas.SPLITS of the split of each article, from the two halves of its group's hash.

    hashes  uint64 [n, 2]: the hash that names the group of each article
    The first half draws test and validation. It is the minimum over the articles of a group, so large groups fall into
    test more often than their share, which is accepted. The second half, which is no minimum and so uniform, draws
    test_unseen from the rest: another share of test_unseen moves groups between train and test_unseen only.
    """
    first, second = (_to_unit_interval(hashes[:, half]) for half in (0, 1))
    is_test = first < test
    is_validation = ~is_test & (first < test + validation)
    rest = 1 - test - validation
    is_unseen = ~is_test & ~is_validation & (second * rest < test_unseen)
    split = np.full(len(hashes), SPLITS.index("train"))
    for name, chosen in (("test", is_test), ("validation", is_validation), (UNSEEN, is_unseen)):
        split[chosen] = SPLITS.index(name)
    return split


def _to_unit_interval(bits: Hashes) -> Array:
    """float64, 0 to 1, from the upper 53 bits of each number."""
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _sketch(parts: Sequence[Part], settings: GroupDuplicates) -> Sketches:
    n_rows = sum(part.rows["articles"] for part in parts)
    hashes = np.empty((n_rows, 2), np.uint64)
    signatures = np.empty((n_rows, settings.permutations), np.uint32)
    names, at = [], 0
    for part, ids, texts in _read_batches(parts):
        rows = slice(at, at + len(texts))
        hashes[rows] = hash_folded(texts)
        signatures[rows] = sign_texts(
            texts, hashes[rows], shingle_words=settings.shingle_words, permutations=settings.permutations
        )
        names.append(pa.table({"article_id": ids, "part": pa.repeat(part.key, len(ids))}))
        at += len(texts)
    articles = pa.concat_tables(names)
    keys = {"high": pa.array(hashes[:, 0]), "low": pa.array(hashes[:, 1])}
    for name, values in keys.items():
        articles = articles.append_column(name, values)
    order = pc.sort_indices(
        articles, sort_keys=[(name, "ascending") for name in (*keys, "article_id", "part")]
    ).to_numpy()
    everything = Sketches(articles.drop_columns([*keys]), hashes, signatures, np.arange(n_rows))
    return everything.take(order.astype(np.int64))


def _read_batches(parts: Sequence[Part]) -> Iterator[tuple[Part, pa.StringArray, pa.StringArray]]:
    for part in parts:
        for table in read_tables(part.path("articles"), columns=["article_id", "text"]):
            for batch in cut_batches(table, "text", BATCH_BYTES):
                yield part, batch["article_id"].combine_chunks(), batch["text"].combine_chunks()


def _is_first_of_id(sketches: Sketches) -> tuple[Bools, Array]:
    """Mark the first article of each id, and give each article the row of that first one."""
    codes = sketches.articles["article_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    _, first = np.unique(codes, return_index=True)  # the codes count up from 0
    return first[codes] == np.arange(len(codes)), first[codes]


def _is_first_of_text(sketches: Sketches) -> tuple[Bools, Array]:
    """The same for texts: equal texts are neighbours."""
    hashes = sketches.hashes
    is_first = np.append(True, (hashes[1:] != hashes[:-1]).any(axis=1))[: len(hashes)]
    return is_first, np.flatnonzero(is_first)[np.cumsum(is_first) - 1]


def _drop(first: tuple[Bools, Array], reason: str, sketches: Sketches, writer: PartWriter) -> Sketches:
    is_first, kept_row = first
    dropped, articles = np.flatnonzero(~is_first), sketches.articles
    ids = articles["article_id"].take(pa.array(dropped))
    kept = articles.take(pa.array(kept_row[dropped]))
    detail = pc.binary_join_element_wise("article", kept["article_id"], "of part", kept["part"], "is kept", " ")
    place = pc.binary_join_element_wise("part", articles["part"].take(pa.array(dropped)), "article", ids, " ")
    writer.reject(reason, place=place, article_id=ids, detail=detail)
    return sketches.take(np.flatnonzero(is_first))


def _count(roots: Ints, splits: Ints) -> dict[str, Any]:
    sizes = np.bincount(roots)
    is_root = roots == np.arange(len(roots))
    return {
        "n_groups": int(is_root.sum()),
        "n_near_duplicates": int((~is_root).sum()),
        "largest_group": int(sizes.max(initial=0)),
        "groups": {name: int((splits[is_root] == index).sum()) for index, name in enumerate(SPLITS)},
        "articles": {name: int((splits == index).sum()) for index, name in enumerate(SPLITS)},
    }
