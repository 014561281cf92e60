"""Make articles of raw rows: parse, repair, drop boilerplate, and keep what is long enough and in the language.

Every row that goes is written to the rejects with its reason: in = kept + rejected. Articles keep the order
of the input, and each is the same whatever part it came in. Negatives and their originals are cleaned in the same way.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.ingest import COLUMNS, IngestArticles
from pipelines.config.run import RunConfig
from pipelines.engine.tokens import count_tokens
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import finish_part
from pipelines.parts.negatives import ORIGINALS, ORIGINALS_FILE
from pipelines.parts.part import Part
from pipelines.parts.progress import RowLog
from pipelines.parts.writer import PartWriter
from pipelines.sources.raw.columns import name_columns
from pipelines.sources.raw.content import describe_content
from pipelines.sources.raw.json_lines import parse_json_lines
from pipelines.sources.raw.partitions import drop_unread
from pipelines.storage.tables import TableWriter, read_tables
from pipelines.text.boilerplate import drop_boilerplate
from pipelines.text.dates.parse import parse_dates
from pipelines.text.headlines import drop_repeated_titles
from pipelines.text.ids import NEGATIVE_KEYS, hash_folded, name_texts
from pipelines.text.language import detect_languages
from pipelines.text.markup.mend import mend_markup
from pipelines.text.repair import find_lost, repair_texts
from schemas import ARTICLES

# Settings that decide which rows are taken, how they are cut into parts, or when a run fails: they change no article.
OTHER_SETTINGS = {
    *("limit", "head", "part_bytes", "max_parts", "max_part_bytes", "max_tasks", "max_reject_share", "csv"),
    *("settle_seconds", "files_until"),
}
# Dates that could not be read, kept for readers of the statistics.
N_EXAMPLES, EXAMPLE_CHARACTERS = 3, 60


def ingest_articles(raw: Sequence[Part], config: RunConfig) -> Part:
    """Return the articles of consecutive raw parts as one part (file "articles").

    Reasons of rejects: broken_json, broken_row, wrong_type, too_large, http_status and not_html (of web archives),
    not_utf8, no_text, markup, too_short, too_long, wrong_language, and duplicate_id within the part (the row with the
    smallest hash of its folded text is kept, whatever the order).
    Negatives are named after their texts, and their originals lie in ORIGINALS_FILE. Reasons of their rejects are also
    no_original, no_edit (text and original are the same) and duplicate_text, in place of duplicate_id.
    """
    kind = raw[0].negative_kind
    settings = config.ingest_articles if kind is None else config.negatives.reading(kind, config.ingest_articles)

    def compute(writer: PartWriter) -> None:
        progress = RowLog("ingest_articles", sum(part.n_rows for part in raw))
        pieces = [list(read_tables(part.path("raw"))) for part in raw]
        fields = [_fields(table, settings) for piece in pieces for table in piece]
        if kind is None:
            rows = pa.concat_tables(progress.follow(_judge(_clean(each, settings), settings) for each in fields))
            rows, n_other_texts = _judge_duplicates(rows, "duplicate_id")
        else:
            rows = pa.concat_tables([_judge_negatives(each, settings, kind) for each in fields])
            rows, n_other_texts = _judge_duplicates(rows, "duplicate_text")
        kept = rows.drop_columns("row").filter(rows["reason"].is_null())
        _reject(rows.filter(rows["reason"].is_valid()), writer)
        writer.write("articles", kept.select(ARTICLES.names), ARTICLES)
        content = [describe_content(pa.concat_tables(piece)) for piece in pieces]
        writer.statistics = _statistics(kept) | {"n_other_texts": n_other_texts, "raw": content}
        if kind is not None:
            with TableWriter(writer.folder / ORIGINALS_FILE, ORIGINALS) as originals:
                originals.write(kept.select(ORIGINALS.names))
            writer.statistics |= {"negative_kind": kind, "n_negatives": len(kept)}

    return finish_part(
        config.dataset_folder,
        "ingest_articles",
        inputs={
            "raw": [part.key for part in raw],
            "settings": settings.model_dump(mode="json", exclude=OTHER_SETTINGS),
            "code": code_fingerprint(__name__),
        }
        | ({} if kind is None else {"negatives": kind}),
        label=raw[0].label,
        compute=compute,
        reads=raw,
    )


def _fields(raw: pa.Table, settings: IngestArticles) -> pa.Table:
    """The columns of an article, with `place`, `row` (as it was read), `unread`, `reason` and `detail`."""
    names = name_columns(settings.columns)
    line = raw["line"].combine_chunks()
    is_line = line.is_valid()
    parsed = parse_json_lines(line.drop_null(), names)
    nothing = pa.nulls(raw.num_rows, pa.string())
    found = {"unread": parsed.unread, "reason": parsed.reason, "detail": parsed.detail}
    verdict = {name: pc.coalesce(raw[name], _put(nothing, is_line, values)) for name, values in found.items()}
    # A JSON line has other columns only where the folders of its file name them: key=value.
    given = {ours: drop_unread(raw[ours], verdict["unread"], ours) for ours in names}
    columns = dict.fromkeys(COLUMNS, nothing)
    columns |= {ours: _prefer(given[ours], is_line, parsed.columns[ours]) for ours in names}
    about = {"place": raw["place"], "row": pc.coalesce(line, raw["text"]), "date_order": _date_orders(raw, settings)}
    return pa.table({**about, **columns, **verdict})


def _date_orders(raw: pa.Table, settings: IngestArticles) -> pa.Array | pa.ChunkedArray:
    """The order of each date in digits: as set, else as the reader found it in the row's file, else unknown."""
    return raw["date_order"] if settings.date_order == "auto" else pa.repeat(settings.date_order, raw.num_rows)


def _put(column: pa.StringArray, where: pa.BooleanArray, values: pa.ChunkedArray) -> pa.StringArray:
    values = values.combine_chunks()
    return values if len(values) == len(column) else pc.replace_with_mask(column, where, values)


def _prefer(column: pa.ChunkedArray, where: pa.BooleanArray, values: pa.ChunkedArray) -> pa.StringArray:
    """Return `values` in the rows `where`, and the column in the other rows and for null."""
    nothing = pa.nulls(len(where), pa.string())
    return pc.coalesce(_put(nothing, where, values), column.combine_chunks())


def _clean(rows: pa.Table, settings: IngestArticles) -> pa.Table:
    """Repair the texts and compute the columns of an article; a row without a body has an empty `text`."""
    title, body = (pc.fill_null(rows[name].combine_chunks(), "") for name in ("title", "text"))
    markup, title, body, is_mended = _mend_markup(title, body, settings)
    before = body
    if settings.repair:
        title, body = (repair_texts(each, entities=settings.markup != "keep") for each in (title, body))
    is_repaired = pc.not_equal(body, before)
    n_dropped = np.zeros(len(rows), dtype=np.int64)
    if settings.drop_boilerplate:
        body, n_dropped = drop_boilerplate(body)
    title = pc.utf8_trim_whitespace(pc.replace_substring_regex(title, r"\s+", " "))
    body = pc.utf8_trim_whitespace(body)
    title, body = drop_repeated_titles(title, body)
    has_title = pc.and_(pc.not_equal(title, ""), pc.not_equal(body, ""))
    text = pc.if_else(has_title, pc.binary_join_element_wise(title, body, "\n\n"), body)
    text_hash = name_texts(text)
    written = _filled(rows["published_at"])
    dates = parse_dates(written, rows["date_order"].combine_chunks())
    return pa.table(
        {
            "place": rows["place"],
            "row": rows["row"],
            "reason": rows["reason"],
            "detail": rows["detail"],
            "unread": rows["unread"],
            "article_id": pc.coalesce(_filled(rows["id"]), text_hash),
            "text": text,
            "text_hash": text_hash,
            "headline_length": pc.if_else(has_title, pc.utf8_length(title), 0),
            "source": pc.coalesce(_filled(rows["source"]), pa.scalar(settings.source, pa.string())),
            "url": _filled(rows["url"]),
            "license": pc.coalesce(_filled(rows["license"]), pa.scalar(settings.license, pa.string())),
            "published_at": dates,
            "n_words": count_tokens(text),
            "markup": markup,
            "is_markup_repaired": is_mended,
            "is_repaired": is_repaired,
            "n_boilerplate_lines": n_dropped,
            "unknown_date": pc.if_else(dates.is_null(), written, None),
        }
    )


def _mend_markup(
    title: pa.StringArray, body: pa.StringArray, settings: IngestArticles
) -> tuple[pa.StringArray, pa.StringArray, pa.StringArray, pa.BooleanArray]:
    """Return the markup to reject each row for (null: none), the titles, the bodies, and the rows that were mended."""
    if settings.markup == "keep":
        return pa.nulls(len(body), pa.string()), title, body, pa.array(np.zeros(len(body), dtype=np.bool_))
    headlines, bodies = mend_markup(title), mend_markup(body)
    if settings.markup == "reject":
        none = pa.array(np.zeros(len(body), dtype=np.bool_))
        return pc.coalesce(headlines.found, bodies.found), title, body, none
    is_mended = pc.or_(pc.not_equal(title, headlines.mended), pc.not_equal(body, bodies.mended))
    return pc.coalesce(headlines.left, bodies.left), headlines.mended, bodies.mended, is_mended


def _filled(column: pa.ChunkedArray) -> pa.Array:
    """The strings without white space around them; null where this leaves nothing."""
    trimmed = pc.utf8_trim_whitespace(column.combine_chunks())
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _judge(rows: pa.Table, settings: IngestArticles) -> pa.Table:
    """Give a reason to each row to reject, and a language to each row without a reason."""
    n_words = rows["n_words"].combine_chunks()
    counted = pc.binary_join_element_wise(n_words.cast(pa.string()), "words", " ")
    lost = "a character is lost: the file is not UTF-8 there, or holds U+FFFD"
    rows = _say(rows, pc.equal(rows["text"], ""), "no_text", None)
    rows = _say(rows, find_lost(rows["text"].combine_chunks()), "not_utf8", lost)
    rows = _say(rows, rows["markup"].is_valid(), "markup", rows["markup"])
    rows = _say(rows, pc.less(n_words, settings.min_words), "too_short", counted)
    rows = _say(rows, pc.greater(n_words, settings.max_words), "too_long", counted)
    is_kept = rows["reason"].is_null().combine_chunks()
    texts = rows["text"].filter(is_kept).combine_chunks()
    # Names of tags and attributes are English.
    texts = mend_markup(texts).mended if settings.markup == "keep" else texts
    languages, confidence = detect_languages(texts, settings.language)
    is_wrong = pc.or_(pc.not_equal(languages, settings.language), confidence < settings.min_language_confidence)
    confidence = pc.round(pa.array(confidence), 2).cast(pa.string())
    detail = pc.binary_join_element_wise(languages, ", confidence ", confidence, "")
    rows = rows.append_column("language", _spread(languages, is_kept))
    return _say(rows, pc.fill_null(_spread(is_wrong, is_kept), False), "wrong_language", _spread(detail, is_kept))


def _judge_negatives(fields: pa.Table, settings: IngestArticles, kind: str) -> pa.Table:
    """Clean and judge texts, and clean their originals, which were read as titles: a column `original`, or null."""
    originals = _clean(_put_text(fields, fields["title"]), settings)["text"]
    rows = _clean(_put_text(fields, fields["text"]), settings)
    named = rows.column_names.index("article_id")
    rows = rows.set_column(named, "article_id", name_texts(rows["text"], NEGATIVE_KEYS))
    rows = _judge(rows.append_column("original", pc.if_else(pc.equal(originals, ""), None, originals)), settings)
    if kind == "clean":
        return rows
    texts, originals = (hash_folded(pc.fill_null(rows[name], "").combine_chunks()) for name in ("text", "original"))
    rows = _say(rows, rows["original"].is_null(), "no_original", "the row has no original that can be read")
    return _say(rows, pa.array((texts == originals).all(axis=1)), "no_edit", "text and original are the same")


def _put_text(fields: pa.Table, texts: pa.ChunkedArray) -> pa.Table:
    """Return the fields with other texts, and without titles."""
    fields = fields.set_column(fields.column_names.index("text"), "text", texts)
    return fields.set_column(fields.column_names.index("title"), "title", pa.nulls(len(fields), pa.string()))


def _spread(values: pa.Array, where: pa.BooleanArray) -> pa.Array:
    """Put the values, one for each true of `where`, into a column that is null elsewhere."""
    return pc.replace_with_mask(pa.nulls(len(where), values.type), where, values)


def _judge_duplicates(rows: pa.Table, reason: str) -> tuple[pa.Table, int]:
    """Reject all rows of one id but one, as group_duplicates does over all parts.

    The row with the smallest hash of its folded text is kept, of equal ones that with the smallest `text_hash`. Also
    return the number of rejected rows whose folded text differs from that of the row kept.
    """
    kept = np.flatnonzero(rows["reason"].is_null())
    ids = rows["article_id"].take(kept).combine_chunks().dictionary_encode().indices.to_numpy()
    is_shared = np.bincount(ids)[ids] > 1 if len(ids) else np.zeros(0, dtype=np.bool_)
    shared, ids = kept[is_shared], ids[is_shared]
    where, twin = np.zeros(len(rows), dtype=np.bool_), np.zeros(len(rows), dtype=np.int64)
    where[shared] = True
    texts = rows.select(["text", "text_hash"]).filter(pa.array(where))  # to take them would join all texts first
    folded = hash_folded(texts["text"].combine_chunks())
    exact = pc.rank(texts["text_hash"], tiebreaker="dense").to_numpy()
    order = np.lexsort((exact, folded[:, 1], folded[:, 0], ids))
    is_first = np.diff(ids[order], prepend=-1) != 0
    first = order[is_first][np.cumsum(is_first)[~is_first] - 1]
    goes, stays = shared[order[~is_first]], shared[first]
    n_other_texts = int((folded[order[~is_first]] != folded[first]).any(axis=1).sum())
    where[stays], twin[goes] = False, stays
    detail = pc.binary_join_element_wise("kept is", rows["place"].take(twin), " ")
    return _say(rows, pa.array(where), reason, detail), n_other_texts


def _say(rows: pa.Table, where: pa.Array, reason: str, detail: str | pa.Array | None) -> pa.Table:
    """Set `reason` and `detail` in the rows `where` that have no reason yet."""
    is_new = pc.and_(rows["reason"].is_null(), where)
    for name, value in (("detail", detail), ("reason", reason)):
        said = pa.scalar(value, pa.string()) if value is None or isinstance(value, str) else value
        rows = rows.set_column(rows.column_names.index(name), name, pc.if_else(is_new, said, rows[name]))
    return rows


def _reject(rows: pa.Table, writer: PartWriter) -> None:
    columns = (rows[name].combine_chunks() for name in ("row", "reason", "detail", "place", "article_id"))
    row, reason, detail, place, article_id = columns
    writer.reject(reason, place=place, article_id=article_id, row=row, detail=detail)


def _statistics(kept: pa.Table) -> dict[str, Any]:
    def total(column: pa.Array) -> int:
        return int(pc.sum(column.cast(pa.int64())).as_py() or 0)

    unknown = kept.filter(kept["unknown_date"].is_valid()).select(["place", "unknown_date"])
    examples = unknown.slice(0, N_EXAMPLES).rename_columns(["place", "value"]).to_pylist()
    return {
        "n_words": total(kept["n_words"]),
        "n_bytes": total(pc.binary_length(kept["text"])),
        "n_markup_repaired": total(kept["is_markup_repaired"]),
        "n_repaired": total(kept["is_repaired"]),
        "n_boilerplate_lines": total(kept["n_boilerplate_lines"]),
        "n_dates": len(unknown) + total(kept["published_at"].is_valid()),
        "n_unknown_dates": len(unknown),
        "unknown_dates": [example | {"value": example["value"][:EXAMPLE_CHARACTERS]} for example in examples],
        "n_unread": _count_unread(kept["unread"]),
    }


def _count_unread(unread: pa.ChunkedArray) -> dict[str, int]:
    """The number of values without a sensible reading, by column; of columns that have some."""
    names = pc.list_flatten(pc.split_pattern(unread.drop_null(), ","))
    counts = {each["values"]: each["counts"] for each in pc.value_counts(names).to_pylist()}
    return {name: counts[name] for name in COLUMNS if name in counts}
