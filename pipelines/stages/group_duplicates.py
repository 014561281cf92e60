"""Put articles that tell the same story into one group, over all parts, and each group into one split.

All but one copy of an id or of a text are rejected. A group is named after the smallest hash of its folded texts, and
hashes draw the splits: neither depends on the seed, the order of the input or the size of parts. Articles of the latest
release keep their groups and splits.

Negatives are grouped with the articles: a negative is in the group of its original, and of all near-copies of either.
Groups with articles are named, and their splits drawn, as they are without negatives; a negative moves no article but
where it is near to two stories, which then are one group.
Memory holds 128 bits and a signature of each article: 0.5 GB for a million articles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates import NONE, assign_splits, carry_groups, draw_splits, join, link_signatures, sign_texts
from pipelines.duplicates.copies import (
    ARTICLE,
    NEGATIVE,
    ORIGINAL,
    Sketches,
    is_first_of_id,
    is_first_of_text,
    link_originals,
)
from pipelines.duplicates.sketch import MINHASH_VERSION, Hashes
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.errors import ValidationFailed
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import finish_part
from pipelines.parts.negatives import ORIGINALS_FILE
from pipelines.parts.part import Part
from pipelines.parts.rejects import check_rejects
from pipelines.parts.writer import PartWriter
from pipelines.release.carried import NAME, CarryFrom, find_carried, find_lineage, write_groups
from pipelines.storage.json_files import hash_json
from pipelines.storage.tables import cut_batches, read_tables
from pipelines.text.ids import hash_folded, hex_names
from schemas import CARRIED, GROUPS, SPLITS, UNSEEN

WITHOUT_IDS = "--set ingest_articles.columns.id=null"
# The order of the splits among the drawn groups: another share of test_unseen moves groups between it and train only.
DRAWN = ("test", "validation", UNSEEN, "train")
JOINS_SPLITS = "joins_splits"
WHY_REFUSED = "near-duplicates of it are in two splits of the latest release"
# Bytes of text in a batch: the words of 4 MiB, as arrays, take some 40 MB.
BATCH_BYTES = 4 << 20


def group_duplicates(articles: Sequence[Part], config: RunConfig, carry: CarryFrom | None = None) -> Part:
    """Return the group and the split of every kept article, sorted by part.

    carry  the release whose groups are carried over, in place of the latest one
    Reject copies as `duplicate_id` and, if `drop_exact`, as `duplicate_text`; a negative that is a copy of an article
    or of another negative is always rejected as `duplicate_text`. Raise ValidationFailed if ingest_articles rejected
    too many rows of the news, or of a kind of negatives. Statistics: `negative_parts`, the keys of the parts of
    negatives, and `n_negatives`, if there are any.
    """
    for kind in {part.negative_kind: None for part in articles}:
        _check_rejects(
            [part for part in articles if part.negative_kind == kind], config.ingest_articles.max_reject_share
        )
    settings = config.group_duplicates
    parts = sorted(articles, key=lambda part: part.key)
    base = {
        "articles": [part.key for part in parts],
        "settings": settings.model_dump(mode="json"),
        "minhash": MINHASH_VERSION,
        "code": code_fingerprint(__name__),
    }
    negative_parts = [part.key for part in parts if part.negative_kind is not None]
    earlier = find_carried(config.dataset_folder, settings, carry)
    lineage = find_lineage(hash_json(base), earlier)

    def compute(writer: PartWriter) -> None:
        known = earlier.read() if earlier else CARRIED.empty_table()
        ids = pc.unique(known["group_id"]).sort()
        sketches = _sketch(parts, settings, known)
        first_of_id = is_first_of_id(sketches)
        n_other_texts = int((sketches.hashes != sketches.hashes[first_of_id[1]]).any(axis=1).sum())
        sketches = _drop(first_of_id, "duplicate_id", sketches, writer)
        firsts = is_first_of_text(sketches, ARTICLE if settings.drop_exact else NEGATIVE)
        sketches = _drop(firsts, "duplicate_text", sketches, writer)
        sketches, links = link_originals(sketches)
        roots = link_signatures(sketches.signatures, sketches.rows, similarity=settings.similarity)
        roots = join(roots, *links)
        carried = carry_groups(roots, sketches.known)
        is_refused = carried.is_refused & (sketches.roles != ORIGINAL)
        _refuse(is_refused, sketches, writer)
        stays = np.flatnonzero(~carried.is_refused & (sketches.roles != ORIGINAL))
        names = _name_groups(sketches.hashes[roots], carried.groups, ids)
        splits = _assign(carried.splits, roots, sketches, settings)[stays]
        groups = pa.table(
            {
                **{name: sketches.articles[name].take(pa.array(stays)) for name in ("article_id", "part")},
                "group_id": names.take(pa.array(stays)),
                "split": pa.array(SPLITS).take(pa.array(splits)),
                "text_hash": hex_names(sketches.hashes[stays]),
            }
        )
        is_negative = sketches.roles[stays] == NEGATIVE
        articles_only = groups.filter(pa.array(~is_negative))
        groups = groups.sort_by([("part", "ascending"), ("article_id", "ascending")])
        writer.write("groups", groups, GROUPS)
        write_groups(writer.folder / NAME, groups)
        writer.statistics = {
            **_count(articles_only),
            **({"n_negatives": int(is_negative.sum()), "negative_parts": negative_parts} if negative_parts else {}),
            "n_other_texts": n_other_texts,
            "n_carried": int((sketches.known.groups[stays] != NONE).sum()),
            "carried_from": earlier.version if earlier else "",
            "lineage": asdict(lineage),
        }

    return finish_part(
        config.dataset_folder,
        "group_duplicates",
        inputs=base | {"carried": lineage.carried},
        label="all articles",
        compute=compute,
        reads=parts,
    )


def _check_rejects(articles: Sequence[Part], max_share: float) -> None:
    """Raise ValidationFailed if ingest_articles rejected too many rows: this is the first stage that sees all parts."""
    try:
        check_rejects(articles, max_share=max_share, setting="ingest_articles.max_reject_share")
    except ValidationFailed as error:
        if (kind := articles[0].negative_kind) is not None:
            raise ValidationFailed(f"negatives.{kind}: {error}") from error
        n_rejected = sum(sum(part.rejected.values()) for part in articles)
        n_other_texts = sum(part.statistics.get("n_other_texts", 0) for part in articles)
        if 2 * n_other_texts < n_rejected:
            raise
        raise ValidationFailed(
            f"{error}. {n_other_texts:,} of them share their id with another text: if ids restart in each file, switch "
            f"them off (columns: {{id: null}}) with {WITHOUT_IDS}"
        ) from error


def _assign(carried: Ints, roots: Ints, sketches: Sketches, settings: GroupDuplicates) -> Ints:
    """Return the split of each text; articles have those that they have without negatives."""
    n_articles, draws = int((sketches.roles == ARTICLE).sum()), sketches.hashes[:, 1]
    shares = _list_shares(settings)
    # The second half of a hash is uniform: the first is the smallest of its group. Articles are sorted before the rest.
    splits = assign_splits(carried[:n_articles], roots[:n_articles], draws[:n_articles], shares)
    others = np.append(splits, draw_splits(draws[n_articles:], shares))[roots]
    return np.where(carried != NONE, carried, others)


def _name_groups(hashes: Hashes, codes: Ints, ids: pa.Array) -> pa.StringArray:
    """Return the id of each article's group: the earlier one, or for new groups the hash of its first article."""
    earlier = ids.take(pa.array(codes, mask=codes == NONE))
    return pc.coalesce(earlier, hex_names(hashes))


def _list_shares(settings: GroupDuplicates) -> dict[int, float]:
    """Return the index of each split in SPLITS with its share, in the order of DRAWN."""
    shares = {"test": settings.test, "validation": settings.validation, UNSEEN: settings.test_unseen}
    shares["train"] = 1 - sum(shares.values())
    return {SPLITS.index(name): shares[name] for name in DRAWN}


def _refuse(is_refused: Bools, sketches: Sketches, writer: PartWriter) -> None:
    """Reject new articles that are near to articles of two splits of the latest release."""
    refused = sketches.articles.take(pa.array(np.flatnonzero(is_refused)))
    place = pc.binary_join_element_wise("part", refused["part"], "article", refused["article_id"], " ")
    writer.reject(JOINS_SPLITS, place=place, article_id=refused["article_id"], detail=WHY_REFUSED)


def _sketch(parts: Sequence[Part], settings: GroupDuplicates, known: pa.Table) -> Sketches:
    """Return the sketches of all articles; `known` is the table of CARRIED of the latest release."""
    n_rows = sum(part.rows["articles"] * (1 if part.negative_kind is None else 2) for part in parts)
    hashes = np.empty((n_rows, 2), np.uint64)
    signatures = np.empty((n_rows, settings.permutations), np.uint32)
    names, at = [], 0
    for part, role, ids, texts in _read_batches(parts):
        rows = slice(at, at + len(texts))
        hashes[rows] = hash_folded(texts)
        signatures[rows] = sign_texts(
            texts, hashes[rows], shingle_words=settings.shingle_words, permutations=settings.permutations
        )
        of_all = {"part": part.key, "role": role}
        names.append(pa.table({"article_id": ids} | {name: pa.repeat(of_all[name], len(ids)) for name in of_all}))
        at += len(texts)
    hashes, signatures = hashes[:at], signatures[:at]
    articles = _look_up(pa.concat_tables(names), hashes, known)
    keys = {"role": articles["role"], "high": pa.array(hashes[:, 0]), "low": pa.array(hashes[:, 1])}
    keys["is_new"] = pc.equal(articles["groups"], NONE)
    sortable = pa.table({**keys, **{name: articles[name] for name in ("article_id", "part")}})
    order = pc.sort_indices(sortable, sort_keys=[(name, "ascending") for name in sortable.column_names]).to_numpy()
    return Sketches(articles, hashes, signatures, np.arange(at)).take(order.astype(np.int64))


def _look_up(articles: pa.Table, hashes: Hashes, known: pa.Table) -> pa.Table:
    """Append the columns of Assigned."""
    rows = pc.index_in(articles["article_id"], value_set=known["article_id"].combine_chunks())
    rows = pc.if_else(pc.equal(articles["role"], ORIGINAL), None, rows)
    ids = pc.unique(known["group_id"]).sort()
    of_known = {
        "groups": pc.index_in(known["group_id"], value_set=ids),
        "splits": pc.index_in(known["split"], value_set=pa.array(SPLITS)),
    }
    for name, values in of_known.items():
        articles = articles.append_column(name, pc.fill_null(values.take(rows), NONE).cast(pa.int64()))
    is_same = pc.equal(known["text_hash"].take(rows), hex_names(hashes))
    return articles.append_column("is_changed", pc.fill_null(pc.invert(is_same), False))


def _read_batches(parts: Sequence[Part]) -> Iterator[tuple[Part, int, pa.StringArray, pa.StringArray]]:
    """Yield a part, a role, and the ids and texts of some rows; an original has the id of its negative."""
    for part in parts:
        is_article = part.negative_kind is None
        files = [(ARTICLE if is_article else NEGATIVE, part.path("articles"), "text")]
        files += [] if is_article else [(ORIGINAL, part.file(ORIGINALS_FILE), "original")]
        for role, path, column in files:
            for table in read_tables(path, columns=["article_id", column]):
                for batch in cut_batches(table.filter(table[column].is_valid()), column, BATCH_BYTES):
                    yield part, role, batch["article_id"].combine_chunks(), batch[column].combine_chunks()


def _drop(first: tuple[Bools, Array], reason: str, sketches: Sketches, writer: PartWriter) -> Sketches:
    is_first, kept_row = first
    dropped, articles = np.flatnonzero(~is_first), sketches.articles
    ids = articles["article_id"].take(pa.array(dropped))
    kept = articles.take(pa.array(kept_row[dropped]))
    detail = pc.binary_join_element_wise("article", kept["article_id"], "of part", kept["part"], "is kept", " ")
    place = pc.binary_join_element_wise("part", articles["part"].take(pa.array(dropped)), "article", ids, " ")
    writer.reject(reason, place=place, article_id=ids, detail=detail)
    return sketches.take(np.flatnonzero(is_first))


def _count(groups: pa.Table) -> dict[str, Any]:
    sizes = groups.group_by(["group_id", "split"], use_threads=False).aggregate([("article_id", "count")])
    return {
        "n_groups": len(sizes),
        "n_near_duplicates": len(groups) - len(sizes),
        "largest_group": pc.max(sizes["article_id_count"]).as_py() or 0,
        "groups": {name: pc.sum(pc.equal(sizes["split"], name)).as_py() or 0 for name in SPLITS},
        "articles": {name: pc.sum(pc.equal(groups["split"], name)).as_py() or 0 for name in SPLITS},
    }
