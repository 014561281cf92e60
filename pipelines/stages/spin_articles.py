"""Spin the articles of one part: every variant of every article, as pairs with their edits.

Each variant draws its profile and its random numbers from the seed, the article's id and its own
number alone, so its row is the same whatever part, batch or worker it is made in.

Negatives are not spun, nor are the articles of the groups that `unspun_share` draws by their names: they are written
beside the pairs.
"""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.config.run import RunConfig
from pipelines.engine.buffers import Ints, view_texts
from pipelines.engine.draw import Keys, uniform
from pipelines.engine.hold_out import HoldOut
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import check_parts, finish_part
from pipelines.parts.negatives import ORIGINALS_FILE, count_kinds, name_file
from pipelines.parts.part import Part
from pipelines.parts.progress import RowLog
from pipelines.parts.writer import PartWriter
from pipelines.spinners.spinner import Spinner, article_keys, check_spinner, forget_tables, load_spinners
from pipelines.storage.tables import TableWriter, cut_batches, cut_evenly, read_tables
from pipelines.text.ids import NEGATIVE_KEYS, hash_folded, hex_names, name_pairs, name_texts
from pipelines.workers import return_memory
from schemas import ARTICLES, NEGATIVES, PAIRS, SPLITS, UNSEEN

# Batches of text, in all variants, whose pairs are in memory at once.
SLAB = 4
# Number of the variant whose key draws the groups that are never spun; variants to spin count from 0.
UNSPUN = -1


def spin_articles(articles: Part, groups: Part, config: RunConfig) -> Part:
    """Return the pairs of one part of articles, a file for each split; articles without a group have no pairs.

    Reject variants without a swap as `no_swaps`. Statistics: `n_words`, the clean words of all variants, rejected
    ones included; `negatives`, their number by split and kind, if there are any. Their files are named by
    parts.negatives.
    """
    settings = config.spin_articles
    checked = [check_spinner(name) for name in sorted(settings.profiles)]
    check_parts([groups])  # it is read for the key of this part already
    grouped = _read_groups(groups, articles)
    originals = _find_originals(groups, articles)

    def compute(writer: PartWriter) -> None:
        sides = _load_sides(config)
        if forget_tables():
            return_memory()
        progress = RowLog("spin_articles", len(grouped))
        n_words, negatives = 0, [_make_negatives(_join_groups(ARTICLES.empty_table(), grouped), None, originals)]
        for table in read_tables(articles.path("articles")):
            there, unspun = _set_unspun_aside(_join_groups(table, grouped), articles, config)
            negatives.append(_make_negatives(unspun, articles.negative_kind, originals))
            for rows, spinners in _by_hold_out(there, sides):
                for slab in cut_batches(rows, "text", max(1, SLAB // settings.variants) * settings.batch_bytes):
                    n_words += _spin_slab(slab.combine_chunks(), spinners, config, writer)
                    progress.add(slab)
        writer.statistics["n_words"] = n_words
        _write_negatives(negatives, writer)

    return finish_part(
        config.dataset_folder,
        "spin_articles",
        inputs={
            "articles": articles.key,
            # Only the rows of this part: articles added to other parts do not change it.
            "groups": _hash_rows(grouped),
            **({"originals": _hash_rows(originals)} if len(originals) else {}),
            "settings": settings.model_dump(mode="json", exclude={"batch_bytes", "held_out"}),
            "held_out": config.held_out,  # 0 without a test_unseen split, whatever the setting
            "profiles": [profile.model_dump(mode="json") for profile, _ in checked],
            "lexicons": [fingerprints for _, fingerprints in checked],
            "seed": config.seed,
            "code": code_fingerprint(__name__),
        },
        label=articles.label,
        compute=compute,
        reads=[articles],
    )


def _read_groups(groups: Part, articles: Part) -> pa.Table:
    """Read article_id, group_id and split of the articles of one part; skip the row groups of other parts."""
    columns = ["article_id", "group_id", "split"]
    return pq.read_table(groups.path("groups"), columns=columns, filters=pc.field("part") == articles.key)


def _hash_rows(table: pa.Table) -> str:
    """32 hex digits that name a set of rows of strings, independent of their order."""
    names = name_texts(pc.binary_join_element_wise(*table.columns, "\x1f"))
    return hashlib.sha256(view_texts(names.sort()).data.tobytes()).hexdigest()[:32]


def _join_groups(articles: pa.Table, groups: pa.Table) -> pa.Table:
    """The articles that are in `groups`, with group_id and split."""
    row = pc.index_in(articles["article_id"], value_set=groups["article_id"].combine_chunks())
    kept = articles.filter(row.is_valid()) if row.null_count else articles
    found = groups.take(row.drop_null())
    return kept.append_column("group_id", found["group_id"]).append_column("split", found["split"])


def _find_originals(groups: Part, articles: Part) -> pa.Table:
    """Return the negatives whose original is the text of an article, and the first such article by id.

    Columns: negative, article.
    """
    if articles.negative_kind in (None, "clean"):
        return pa.table({name: pa.array([], pa.string()) for name in ("negative", "article")})
    table = pq.read_table(articles.file(ORIGINALS_FILE))
    names = hex_names(hash_folded(table["original"].combine_chunks()))
    is_article = ~pc.field("part").isin(groups.statistics["negative_parts"]) & pc.field("text_hash").isin(names)
    of_article = pq.read_table(groups.path("groups"), columns=["article_id", "text_hash"], filters=is_article)
    of_article = of_article.sort_by("article_id")
    row = pc.index_in(names, value_set=of_article["text_hash"].combine_chunks())
    found = {"negative": table["article_id"], "article": of_article["article_id"].take(row)}
    return pa.table(found).filter(row.is_valid())


def _set_unspun_aside(rows: pa.Table, articles: Part, config: RunConfig) -> tuple[pa.Table, pa.Table]:
    """Return the articles to spin, and those that are negatives."""
    if not config.spin_articles.unspun_share and articles.negative_kind is None:
        return rows, rows.slice(0, 0)
    keys = article_keys(rows["group_id"], seed=config.seed, variant=UNSPUN)
    is_unspun = pa.array((uniform(keys) < config.spin_articles.unspun_share) | (articles.negative_kind is not None))
    return rows.filter(pc.invert(is_unspun)), rows.filter(is_unspun)


def _make_negatives(rows: pa.Table, kind: str | None, originals: pa.Table) -> pa.Table:
    """Return NEGATIVES and their splits; without a `kind` the rows are articles of the news."""
    ids = rows["article_id"]
    if kind is None:
        names = name_texts(pc.binary_join_element_wise(ids, rows["text"], "\x1f"), NEGATIVE_KEYS)
        known = {"negative_id": names, "article_id": ids}
    else:
        row = pc.index_in(ids, value_set=originals["negative"].combine_chunks())
        known = {"negative_id": ids, "article_id": originals["article"].take(row)}
    known["kind"] = pa.repeat(kind or "clean", len(rows))
    columns = {name: known[name] if name in known else rows[name] for name in NEGATIVES.names}
    return pa.table(columns, schema=NEGATIVES).append_column("split", rows["split"])


def _write_negatives(tables: Sequence[pa.Table], writer: PartWriter) -> None:
    negatives = pa.concat_tables(tables)
    for split in SPLITS:
        rows = negatives.filter(pc.equal(negatives["split"], split))
        if len(rows):
            with TableWriter(writer.folder / name_file(split), NEGATIVES) as file:
                file.write(rows.drop_columns("split"))
            writer.statistics.setdefault("negatives", {})[split] = count_kinds(rows["kind"])


def _load_sides(config: RunConfig) -> dict[bool | None, list[Spinner]]:
    """Return the spinners of the articles outside the split UNSEEN, and of those in it, which get only held-out words.

    Without words that are held out there is one side, None, for all articles.
    """
    names, share = sorted(config.spin_articles.profiles), config.held_out
    if not share:
        return {None: load_spinners(names)}
    return {is_unseen: load_spinners(names, HoldOut(share, is_unseen)) for is_unseen in (False, True)}


def _by_hold_out(
    articles: pa.Table, sides: dict[bool | None, list[Spinner]]
) -> Iterator[tuple[pa.Table, list[Spinner]]]:
    """Iterate over the articles of each side that has any, with the spinners that write them."""
    is_unseen = pc.equal(articles["split"], UNSEEN)
    for side, spinners in sides.items():
        rows = articles if side is None else articles.filter(pc.equal(is_unseen, side))
        if rows.num_rows:
            yield rows, spinners


def _spin_slab(articles: pa.Table, spinners: list[Spinner], config: RunConfig, writer: PartWriter) -> int:
    """Write all variants of a slab, in order of row and variant; return the number of clean words in all of them.

    What one spinner writes is spun together, whatever lies between: each batch has a cost of its own.
    """
    settings, ids = config.spin_articles, articles["article_id"]
    keys = np.stack([article_keys(ids, seed=config.seed, variant=number) for number in range(settings.variants)])
    chosen, sizes = choose_profiles(keys, settings.profiles), pc.binary_length(articles["text"]).to_numpy()
    made = []
    for index, spinner in enumerate(spinners):
        variant, row = np.nonzero(chosen == index)
        for at in cut_evenly(sizes[row], settings.batch_bytes):
            spun = _spin_rows(articles, row[at], keys[variant[at], row[at]], spinner, settings.rate)
            made.append(spun.append_column("variant", pa.array(variant[at], pa.int16())))
    variants = pa.concat_tables(made).combine_chunks()
    row = variants["row"].to_numpy()
    order = np.lexsort((variants["variant"].to_numpy(), row))
    is_changed = variants["n_swaps"].to_numpy()[order] > 0
    _reject_unchanged(_join_articles(variants, order[~is_changed], articles), writer)
    split_of = pc.index_in(articles["split"], value_set=pa.array(SPLITS)).to_numpy()[row[order]]
    for number, split in enumerate(SPLITS):
        at = order[is_changed & (split_of == number)]
        if len(at):
            pairs = _join_articles(variants, at, articles)
            pairs = pairs.append_column("pair_id", name_pairs(pairs, config.seed))
            writer.write(split, pairs.select(PAIRS.names), PAIRS)
    n_words: int = pc.sum(variants["n_words"]).as_py()
    return n_words


def _join_articles(variants: pa.Table, at: Ints, articles: pa.Table) -> pa.Table:
    """Return the variants with these indices, in the columns of schemas.PAIRS but `pair_id`."""
    found = variants.take(pa.array(at))
    shared = articles.rename_columns({"text": "clean"}).take(found["row"].chunk(0))
    columns = {name: table[name] for table in (shared, found) for name in table.column_names}
    return pa.table({name: columns[name] for name in PAIRS.names if name != "pair_id"} | {"split": columns["split"]})


def choose_profiles(keys: Keys, weights: dict[str, float]) -> Ints:
    """int64 [n]: index of each key's profile, in the order of their names, drawn by weight."""
    borders = np.cumsum([weights[name] for name in sorted(weights)])
    return np.searchsorted(borders[:-1] / borders[-1], uniform(keys), side="right")


def _spin_rows(articles: pa.Table, row: Ints, keys: Keys, spinner: Spinner, rate: float | None) -> pa.Table:
    """Spin a variant of each of these rows of the articles; return what it adds to them, and `row`."""
    chosen = articles.select(["text", "headline_length"]).take(pa.array(row))
    texts, headlines = (column.combine_chunks() for column in chosen.columns)
    spun, rates = spinner.spin(texts, keys, rate=rate, headlines=headlines)
    achieved = spun.n_swapped_words / np.maximum(1, spun.n_words)
    return pa.table(
        {
            "row": row,
            "profile": pa.repeat(spinner.profile.name, len(row)),
            "spun": spun.spun,
            "edits": spun.edits,
            "n_words": pa.array(spun.n_words, pa.int32()),
            "n_swaps": pa.array(spun.n_swaps, pa.int32()),
            "swap_rate": pa.array(achieved, pa.float32()),
            "asked_rate": pa.array(rates, pa.float32()),
        }
    )


def _reject_unchanged(pairs: pa.Table, writer: PartWriter) -> None:
    if pairs.num_rows:
        place = pc.binary_join_element_wise(
            pairs["article_id"], "variant", pairs["variant"].cast(pa.string()), pairs["profile"], " "
        )
        writer.reject(
            "no_swaps",
            detail="nothing was swapped: the rate is 0, or the article has too few words that may change",
            place=place,
            article_id=pairs["article_id"],
            row=pairs["clean"],
        )
