"""Make articles of raw rows: parse, repair, drop boilerplate, and keep what is long enough and in the language.

Every row that goes is written to the rejects with its reason: in = kept + rejected. Articles keep the order
of the input, and each is the same whatever part it came in.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.config.stages import COLUMNS, IngestArticles
from pipelines.duplicates import hash_folded
from pipelines.fingerprint import code_fingerprint
from pipelines.parts import Part, PartWriter, finish_part
from pipelines.sources.json_lines import parse_json_lines
from pipelines.storage.tables import read_tables
from pipelines.text.boilerplate import drop_boilerplate
from pipelines.text.count import count_words
from pipelines.text.dates import parse_dates
from pipelines.text.ids import name_texts
from pipelines.text.language import detect_languages
from pipelines.text.markup import mend_markup
from pipelines.text.repair import repair_texts
from schemas import ARTICLES

# Settings that decide which rows are taken, how they are cut into parts, or when a run fails: they change no article.
OTHER_SETTINGS = {"limit", "head", "part_bytes", "max_parts", "max_reject_share"}


def ingest_articles(raw: Sequence[Part], config: RunConfig) -> Part:
    """Return the articles of consecutive raw parts as one part (file "articles").

    Reasons of rejects: broken_json, wrong_type, not_utf8, no_text, markup, too_short, too_long, wrong_language, and
    duplicate_id within the part (the row with the smallest hash of its folded text is kept, whatever the order).
    """
    settings = config.ingest_articles

    def compute(writer: PartWriter) -> None:
        tables = [table for part in raw for table in read_tables(part.path("raw"))]
        rows = pa.concat_tables([_judge(_clean(_fields(table, settings), settings), settings) for table in tables])
        rows = _judge_duplicates(rows)
        kept = rows.filter(rows["reason"].is_null())
        _reject(rows.filter(rows["reason"].is_valid()), writer)
        writer.write("articles", kept.select(ARTICLES.names), ARTICLES)
        writer.statistics = _statistics(kept)

    return finish_part(
        config.dataset_folder,
        "ingest_articles",
        inputs={
            "raw": [part.key for part in raw],
            "settings": settings.model_dump(mode="json", exclude=OTHER_SETTINGS),
            "code": code_fingerprint(__name__),
        },
        label=raw[0].label,
        compute=compute,
    )


def _fields(raw: pa.Table, settings: IngestArticles) -> pa.Table:
    """The columns of an article, with `place`, `row` (as it was read), `reason` and `detail` (null so far)."""
    theirs = {ours: settings.columns.get(ours, ours) for ours in COLUMNS}
    line = raw["line"].combine_chunks()
    is_line = line.is_valid()
    numbers = [name for ours, name in theirs.items() if ours not in ("text", "title")]
    parsed = parse_json_lines(line.drop_null(), list(dict.fromkeys(theirs.values())), numbers)
    nothing = pa.nulls(raw.num_rows, pa.string())
    columns = {ours: _put(raw[ours].combine_chunks(), is_line, parsed.columns[name]) for ours, name in theirs.items()}
    verdict = {"reason": _put(nothing, is_line, parsed.reason), "detail": _put(nothing, is_line, parsed.detail)}
    return pa.table({"place": raw["place"], "row": pc.coalesce(line, raw["text"]), **columns, **verdict})


def _put(column: pa.StringArray, where: pa.BooleanArray, values: pa.ChunkedArray) -> pa.StringArray:
    return pc.replace_with_mask(column, where, values.combine_chunks())


def _clean(rows: pa.Table, settings: IngestArticles) -> pa.Table:
    """Repair the texts and compute the columns of an article; a row without a body has an empty `text`."""
    title, body = (pc.fill_null(rows[name].combine_chunks(), "") for name in ("title", "text"))
    markup, title, body, is_mended = _mend_markup(title, body, settings)
    before = body
    if settings.repair:
        title, body = repair_texts(title), repair_texts(body)
    is_repaired = pc.not_equal(body, before)
    n_dropped = np.zeros(len(rows), dtype=np.int64)
    if settings.drop_boilerplate:
        body, n_dropped = drop_boilerplate(body)
    title = pc.utf8_trim_whitespace(pc.replace_substring_regex(title, r"\s+", " "))
    body = pc.utf8_trim_whitespace(body)
    has_title = pc.and_(pc.not_equal(title, ""), pc.not_equal(body, ""))
    text = pc.if_else(has_title, pc.binary_join_element_wise(title, body, "\n\n"), body)
    text_hash = name_texts(text)
    dates = parse_dates(rows["published_at"].combine_chunks())
    return pa.table(
        {
            "place": rows["place"],
            "row": rows["row"],
            "reason": rows["reason"],
            "detail": rows["detail"],
            "article_id": pc.coalesce(_filled(rows["id"]), text_hash),
            "text": text,
            "text_hash": text_hash,
            "headline_length": pc.if_else(has_title, pc.utf8_length(title), 0),
            "source": pc.coalesce(_filled(rows["source"]), pa.scalar(settings.source, pa.string())),
            "url": _filled(rows["url"]),
            "license": pc.coalesce(_filled(rows["license"]), pa.scalar(settings.license, pa.string())),
            "published_at": dates,
            "n_words": count_words(text),
            "markup": markup,
            "is_markup_repaired": is_mended,
            "is_repaired": is_repaired,
            "n_boilerplate_lines": n_dropped,
            "is_date_unknown": pc.and_(_filled(rows["published_at"]).is_valid(), dates.is_null()),
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
    rows = _say(rows, pc.match_substring(rows["text"], "\ufffd"), "not_utf8", lost)
    rows = _say(rows, rows["markup"].is_valid(), "markup", rows["markup"])
    rows = _say(rows, pc.less(n_words, settings.min_words), "too_short", counted)
    rows = _say(rows, pc.greater(n_words, settings.max_words), "too_long", counted)
    is_kept = rows["reason"].is_null().combine_chunks()
    texts = rows["text"].filter(is_kept).combine_chunks()
    texts = (
        mend_markup(texts).mended if settings.markup == "keep" else texts
    )  # names of tags and attributes are English
    languages, confidence = detect_languages(texts, settings.language)
    is_wrong = pc.or_(pc.not_equal(languages, settings.language), confidence < settings.min_language_confidence)
    confidence = pc.round(pa.array(confidence), 2).cast(pa.string())
    detail = pc.binary_join_element_wise(languages, ", confidence ", confidence, "")
    rows = rows.append_column("language", _spread(languages, is_kept))
    return _say(rows, pc.fill_null(_spread(is_wrong, is_kept), False), "wrong_language", _spread(detail, is_kept))


def _spread(values: pa.Array, where: pa.BooleanArray) -> pa.Array:
    """Put the values, one for each true of `where`, into a column that is null elsewhere."""
    return pc.replace_with_mask(pa.nulls(len(where), values.type), where, values)


def _judge_duplicates(rows: pa.Table) -> pa.Table:
    """Reject all rows of one id but one, as group_duplicates does over all parts.

    The row with the smallest hash of its folded text is kept, of equal ones that with the smallest `text_hash`.
    """
    kept = np.flatnonzero(rows["reason"].is_null())
    ids = rows["article_id"].take(kept).combine_chunks().dictionary_encode().indices.to_numpy()
    is_shared = np.bincount(ids)[ids] > 1 if len(ids) else np.zeros(0, dtype=np.bool_)
    shared, ids = kept[is_shared], ids[is_shared]
    texts = rows.select(["text", "text_hash"]).take(shared)
    folded = hash_folded(texts["text"].combine_chunks())
    exact = pc.rank(texts["text_hash"], tiebreaker="dense").to_numpy()
    order = np.lexsort((exact, folded[:, 1], folded[:, 0], ids))
    is_first = np.diff(ids[order], prepend=-1) != 0
    stays = shared[order[is_first]]
    goes, stays = shared[order[~is_first]], stays[np.cumsum(is_first)[~is_first] - 1]
    where, twin = np.zeros(len(rows), dtype=np.bool_), np.zeros(len(rows), dtype=np.int64)
    where[goes], twin[goes] = True, stays
    return _say(
        rows, pa.array(where), "duplicate_id", pc.binary_join_element_wise("kept is", rows["place"].take(twin), " ")
    )


def _say(rows: pa.Table, where: pa.Array, reason: str, detail: str | pa.Array | None) -> pa.Table:
    """Set `reason` and `detail` in the rows `where` that have no reason yet."""
    is_new = pc.and_(rows["reason"].is_null(), where)
    for name, value in (("detail", detail), ("reason", reason)):
        said = pa.scalar(value, pa.string()) if value is None or isinstance(value, str) else value
        rows = rows.set_column(rows.column_names.index(name), name, pc.if_else(is_new, said, rows[name]))
    return rows


def _reject(rows: pa.Table, writer: PartWriter) -> None:
    row, reason, detail, place, article_id = (
        rows[name].combine_chunks() for name in ("row", "reason", "detail", "place", "article_id")
    )
    writer.reject(reason, place=place, article_id=article_id, row=row, detail=detail)


def _statistics(kept: pa.Table) -> dict[str, int]:
    def total(column: pa.Array) -> int:
        return int(pc.sum(column.cast(pa.int64())).as_py() or 0)

    return {
        "n_words": total(kept["n_words"]),
        "n_bytes": total(pc.binary_length(kept["text"])),
        "n_markup_repaired": total(kept["is_markup_repaired"]),
        "n_repaired": total(kept["is_repaired"]),
        "n_boilerplate_lines": total(kept["n_boilerplate_lines"]),
        "n_unknown_dates": total(kept["is_date_unknown"]),
    }
