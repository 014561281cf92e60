"""Put articles that tell the same story into one group, over all parts, and each group into one split.

All but one copy of an id or of a text are rejected. A group is named after the smallest hash of its folded texts, and
hashes draw the splits: neither depends on the seed, the order of the input or the size of parts. Articles of the latest
release, which are known by their ids or else by their texts, keep their groups and splits.

Negatives are grouped with the articles: a negative is in the group of its original, and of all near-copies of either.
Groups with articles are named, and their splits drawn, as they are without negatives; a negative moves no article but
where it is near to two stories, which then are one group.
The signatures are in the sketches of the parts. Jobs of their own link the near-duplicates of a large corpus (room
grouping); jobs that are not finished are done here. Memory holds the ids and hashes of all articles, but no signature.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates import NONE, assign_splits, carry_groups, draw_splits, join
from pipelines.duplicates.copies import ARTICLE, NEGATIVE, ORIGINAL, Sketches
from pipelines.duplicates.sketch import MINHASH_VERSION, Hashes
from pipelines.engine.buffers import Bools, Ints
from pipelines.errors import ValidationFailed
from pipelines.fingerprint import code_fingerprint
from pipelines.grouping.edges import find_edges
from pipelines.grouping.known import list_ids, look_up_names, look_up_texts
from pipelines.grouping.link import link_job, list_jobs, read_edges
from pipelines.grouping.sketch_files import SketchFiles
from pipelines.grouping.survivors import Copies, Survivors, find_survivors, sketch_parts
from pipelines.parts.finish import check_parts, finish_part
from pipelines.parts.part import Part
from pipelines.parts.rejects import check_rejects
from pipelines.parts.writer import PartWriter
from pipelines.release.carried import NAME, CarryFrom, find_carried, find_lineage, write_sorted_groups
from pipelines.release.comparison.text_hash import NAME_OF_DIGEST, write_digest
from pipelines.storage.json_files import hash_json
from pipelines.text.ids import hex_names
from schemas import CARRIED, GROUPS, SPLITS, UNSEEN

WITHOUT_IDS = "--set ingest_articles.columns.id=null"
# The order of the splits among the drawn groups: another share of test_unseen moves groups between it and train only.
DRAWN = ("test", "validation", UNSEEN, "train")
JOINS_SPLITS = "joins_splits"
SLICE_ROWS = 1 << 16
WHY_REFUSED = "near-duplicates of it are in two splits of the latest release"


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
        "settings": settings.model_dump(mode="json", exclude={"job_keys"}),
        "minhash": MINHASH_VERSION,
        "code": code_fingerprint(__name__),
    }
    negative_parts = [part.key for part in parts if part.negative_kind is not None]
    earlier = find_carried(config.dataset_folder, settings, carry)
    lineage = find_lineage(hash_json(base), earlier)

    def compute(writer: PartWriter) -> None:
        keys = pa.array([part.key for part in parts], pa.string())
        sketched = sketch_parts(parts, config)
        found = find_survivors(sketched, settings, earlier)
        sketches = found.sketches
        for copies in found.copies:
            _reject_copies(copies, keys, writer)
        roots = _link(sketched, found, parts, config, carry)
        known = earlier.read() if earlier else CARRIED.empty_table()
        ids = list_ids(known)
        recalled = look_up_texts(sketches, known, ids)
        carried = look_up_names(carry_groups(roots, recalled), roots, sketches.hashes, known, ids)
        del known
        is_refused = carried.is_refused & (sketches.roles != ORIGINAL)
        _refuse(is_refused, sketches, keys, writer)
        stays = np.flatnonzero(~carried.is_refused & (sketches.roles != ORIGINAL))
        splits = _assign(carried.splits, roots, sketches, settings)
        is_negative = sketches.roles[stays] == NEGATIVE

        def name_groups(rows: Ints) -> pa.StringArray:
            return _name_groups(sketches.hashes[roots[rows]], carried.groups[rows], ids)

        def make_rows(rows: Ints) -> pa.Table:
            """Return GROUPS of some of the texts."""
            few = sketches.articles.select(["article_id", "part"]).take(pa.array(rows))
            columns = {"article_id": few["article_id"], "part": keys.take(few["part"]), "group_id": name_groups(rows)}
            columns["split"] = pa.array(SPLITS).take(pa.array(splits[rows]))
            return pa.table(columns | {"text_hash": hex_names(sketches.hashes[rows])}, schema=GROUPS)

        writer.write("groups", GROUPS.empty_table(), GROUPS)
        for rows in _slice_rows(_sort(stays, sketches, ["part", "article_id"])):
            writer.write("groups", make_rows(rows), GROUPS)
        write_sorted_groups(writer.folder / NAME, map(make_rows, _slice_rows(_sort(stays, sketches, ["article_id"]))))
        write_digest(writer.folder / NAME, writer.folder / NAME_OF_DIGEST)
        of_articles = stays[~is_negative]
        codes = np.where(carried.groups != NONE, carried.groups, len(ids) + roots)
        writer.statistics = {
            **_count(codes[of_articles], splits[of_articles]),
            **({"n_negatives": int(is_negative.sum()), "negative_parts": negative_parts} if negative_parts else {}),
            "n_other_texts": found.n_other_texts,
            "n_carried": int((recalled.groups[stays] != NONE).sum()),
            "carried_from": earlier.version if earlier else "",
            "lineage": asdict(lineage),
        }

    return finish_part(
        config.dataset_folder,
        "group_duplicates",
        inputs=base | {"carried": lineage.carried},
        label="all articles",
        compute=compute,
    )


def _sort(rows: Ints, sketches: Sketches, columns: Sequence[str]) -> Ints:
    """Return the rows sorted by columns of the articles."""
    few = sketches.articles.select(columns).take(pa.array(rows))
    return rows[pc.sort_indices(few, sort_keys=[(name, "ascending") for name in columns]).to_numpy()]


def _slice_rows(rows: Ints) -> Iterator[Ints]:
    """Yield up to SLICE_ROWS rows at a time: ids in hexadecimal take four times the memory of their hashes."""
    for start in range(0, len(rows), SLICE_ROWS):
        yield rows[start : start + SLICE_ROWS]


def _check_rejects(articles: Sequence[Part], max_share: float) -> None:
    """Raise ValidationFailed if ingest_articles rejected too many rows: this is the first stage that sees all parts."""
    try:
        check_rejects(articles, max_share=max_share, setting="ingest_articles.max_reject_share")
    except ValidationFailed as error:
        if (kind := articles[0].negative_kind) is not None:
            raise ValidationFailed(f"negatives.{kind}: {error}", stage=error.stage) from error
        n_rejected = sum(sum(part.rejected.values()) for part in articles)
        n_other_texts = sum(part.statistics.get("n_other_texts", 0) for part in articles)
        if 2 * n_other_texts < n_rejected:
            raise
        raise ValidationFailed(
            f"{error}. {n_other_texts:,} of them share their id with another text: if ids restart in each file, switch "
            f"them off (columns: {{id: null}}) with {WITHOUT_IDS}",
            stage=error.stage,
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


def _refuse(is_refused: Bools, sketches: Sketches, keys: pa.StringArray, writer: PartWriter) -> None:
    """Reject new articles that are near to articles of two splits of the latest release."""
    refused = sketches.articles.take(pa.array(np.flatnonzero(is_refused)))
    place = _place(refused, keys)
    writer.reject(JOINS_SPLITS, place=place, article_id=refused["article_id"], detail=WHY_REFUSED)


def _link(
    sketched: Sequence[Part], found: Survivors, articles: Sequence[Part], config: RunConfig, carry: CarryFrom | None
) -> Ints:
    """int64 [n]: the row of the first member of each text's group, by near-duplicates and by originals."""
    jobs, settings = list_jobs(articles, config), config.group_duplicates
    n_texts = sum(sketch.n_rows for sketch in sketched)
    if len(jobs) == 1:
        files = SketchFiles.open(sketched, settings.permutations)
        edges = [np.stack(find_edges(files, found.list_dropped(n_texts), jobs[0], settings))]
    else:
        linked = [link_job(articles, number, config, carry) for number in range(len(jobs))]
        check_parts(linked)
        edges = [read_edges(part) for part in linked]
    rows = np.empty(n_texts, np.int64)
    rows[found.sketches.rows] = np.arange(len(found.sketches.rows))
    roots = np.arange(len(found.sketches.rows))
    for left, right in edges:
        roots = join(roots, rows[left], rows[right])
    return join(roots, *found.originals)


def _reject_copies(copies: Copies, keys: pa.StringArray, writer: PartWriter) -> None:
    kept = copies.kept
    detail = pc.binary_join_element_wise(
        "article", kept["article_id"], "of part", keys.take(kept["part"]), "is kept", " "
    )
    ids = copies.rows["article_id"]
    writer.reject(copies.reason, place=_place(copies.rows, keys), article_id=ids, detail=detail)


def _place(articles: pa.Table, keys: pa.StringArray) -> pa.ChunkedArray:
    """Name the part and the article of each row."""
    return pc.binary_join_element_wise("part", keys.take(articles["part"]), "article", articles["article_id"], " ")


def _count(groups: Ints, splits: Ints) -> dict[str, Any]:
    """Count groups and articles, by a number of the group and the split, an index of SPLITS, of each article."""
    _, firsts, sizes = np.unique(groups, return_index=True, return_counts=True)

    def count(splits: Ints) -> dict[str, int]:
        return dict(zip(SPLITS, np.bincount(splits, minlength=len(SPLITS)).tolist(), strict=True))

    return {
        "n_groups": len(sizes),
        "n_near_duplicates": len(groups) - len(sizes),
        "largest_group": int(sizes.max(initial=0)),
        "groups": count(splits[firsts]),
        "articles": count(splits),
    }
