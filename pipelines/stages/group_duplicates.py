"""Find the articles that tell the same story, over all parts: one group for them, and one split for the group.

Copies of an id or of a text are rejected, all but one. A group is named after the smallest text hash in it and
its split is drawn from that name alone, so neither depends on the seed, on the order of the input or on how it
was cut into parts. Only 128 bits and a signature of each article are held: 0.5 GB a million articles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates import hash_texts, link_signatures, sign_texts
from pipelines.duplicates.sketch import MINHASH_VERSION, Hashes, Signatures
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.fingerprint import code_fingerprint
from pipelines.parts import Part, PartWriter, check_rejects, finish_part
from pipelines.storage.tables import read_tables
from pipelines.text.ids import hex_names
from schemas import GROUPS, SPLITS

# Text taken at once: the words of 4 MiB, as arrays, are some 40 MB.
BATCH_BYTES = 4 << 20


@dataclass(frozen=True)
class Sketches:
    """n articles of all parts, in the order of (text hash, article id, part): no other order shows in the result.

    articles    table with article_id and part
    hashes      uint64 [n, 2]
    signatures  uint32 [n, permutations], in the order they were read
    rows        int64 [n]: the row of `signatures` of each article
    """

    articles: pa.Table
    hashes: Hashes
    signatures: Signatures
    rows: Ints

    def take(self, rows: Ints) -> "Sketches":
        return Sketches(self.articles.take(pa.array(rows)), self.hashes[rows], self.signatures, self.rows[rows])


def group_duplicates(articles: Sequence[Part], config: RunConfig) -> Part:
    """The group and the split of every article that is kept, sorted by part.

    Rejects copies as `duplicate_id` and, if `drop_exact`, as `duplicate_text`; raises ValidationFailed if
    ingest_articles rejected too much.
    """
    check_rejects(
        articles, max_share=config.ingest_articles.max_reject_share, setting="ingest_articles.max_reject_share"
    )
    settings = config.group_duplicates
    parts = sorted(articles, key=lambda part: part.key)

    def compute(writer: PartWriter) -> None:
        sketches = _sketch(parts, settings)
        sketches = _drop(_is_first_of_id(sketches), "duplicate_id", sketches, writer)
        if settings.drop_exact:
            sketches = _drop(_is_first_of_text(sketches), "duplicate_text", sketches, writer)
        roots = link_signatures(sketches.signatures, sketches.rows, similarity=settings.similarity)
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
        writer.statistics = _count(roots, splits)

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
    )


def choose_splits(hashes: Hashes, *, validation: float, test: float, test_unseen: float) -> Ints:
    """int64 [n]: index in schemas.SPLITS of the split of each group, drawn from the two halves of the hash in its name.

    The second half says which of train's groups are for test_unseen: with another share for it groups move between
    these two, and no others. (The first half is the least of a group's articles, so it is no even draw among them.)
    """
    first, second = ((hashes[:, half] >> np.uint64(11)).astype(np.float64) * 2.0**-53 for half in (0, 1))
    is_unseen = second * (1 - test - validation) < test_unseen
    split: Ints = np.select([first < test, first < test + validation, is_unseen], [2, 1, 3], 0)
    return split


def _sketch(parts: Sequence[Part], settings: GroupDuplicates) -> Sketches:
    n_rows = sum(part.rows["articles"] for part in parts)
    hashes = np.empty((n_rows, 2), np.uint64)
    signatures = np.empty((n_rows, settings.permutations), np.uint32)
    names, at = [], 0
    for part, ids, texts in _read_batches(parts):
        rows = slice(at, at + len(texts))
        hashes[rows] = hash_texts(texts)
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
            ends = np.cumsum(pc.binary_length(table["text"]).to_numpy())
            borders = np.flatnonzero(np.diff(ends // BATCH_BYTES, prepend=0))
            for start, stop in zip([0, *borders], [*borders, len(ends)], strict=True):
                if stop > start:
                    batch = table.slice(start, stop - start)
                    yield part, batch["article_id"].combine_chunks(), batch["text"].combine_chunks()


def _is_first_of_id(sketches: Sketches) -> tuple[Bools, Array]:
    """Which articles are the first with their id, and for each the row of that first one."""
    codes = sketches.articles["article_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    _, first = np.unique(codes, return_index=True)  # the codes count up from 0
    return first[codes] == np.arange(len(codes)), first[codes]


def _is_first_of_text(sketches: Sketches) -> tuple[Bools, Array]:
    """The same for the texts, of which equal ones lie together."""
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
