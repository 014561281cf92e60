"""The detection of a file's dialect from a sample: by evidence, and refused where two readings fit alike."""

import functools
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import NoReturn

import numpy as np

from pipelines.config.ingest import Csv
from pipelines.errors import InputError
from pipelines.sources.formats.delimited.dialect import Dialect
from pipelines.sources.formats.delimited.evidence import FileStart, Reading
from pipelines.sources.formats.delimited.records import cut_records
from pipelines.sources.raw.columns import quote_name

SETTING = "ingest_articles.csv"
DELIMITERS = (",", "\t", ";", "|")
# Files with these delimiters have quotes as characters like others about as often as around fields.
OFTEN_PLAIN = ("\t", "|")
MAX_COLUMNS = 10_000
# Line breaks as letters (after the end of a sentence, or two in a row), escaped line breaks and tabs, and nulls.
WRITTEN_BREAK = re.compile(
    rb"""[.!?"'\xe2\x80\x9d\xe2\x80\x99]\\[nr]|\\n\\n|\\\r?[\t\n](?!$)|(?:^|[\t\n])\\N(?:[\t\r\n]|$)"""
)
# A backslash with what none of these writers puts after it, or a pair of backslashes.
UNWRITTEN_ESCAPE = re.compile(rb"\\(?:\\|[^ntrbfv0ZN\\\t\r\n])", re.DOTALL)

Look = Callable[[Dialect], Reading]


def detect_dialect(sample: FileStart, asked: Csv, usual: str, texts: Collection[str]) -> Reading:
    """Return the sample as its dialect reads it.

    asked  characters that are known
    usual  delimiter of files with this ending
    texts  names that the column of texts may have
    Raises InputError if two readings fit alike, or if none fits.
    """
    delimiter = asked.delimiter or _find_delimiter(sample.content, usual, texts)

    @functools.cache
    def look(dialect: Dialect) -> Reading:
        reading = Reading(dialect, sample, cut_records(sample.content, dialect, is_last=sample.is_whole))
        if not len(reading.records.quotes.faults):
            return reading
        cut = functools.partial(cut_records, n_fields=reading.n_fields, is_last=sample.is_whole)
        return Reading(dialect, sample, cut(sample.content, dialect))

    best = _choose(look, Dialect(delimiter), asked)
    for newline in _find_newlines(sample.content):
        if best.share < 1 or not best.has_rows:
            best = max(best, _choose(look, Dialect(delimiter, newline=newline), asked), key=_fit)
    if best.n_fields > MAX_COLUMNS:
        raise InputError(
            f"expected at most {MAX_COLUMNS:,} columns in {sample.name}, got {best.n_fields:,} in its first row: "
            f"keep the columns with articles, or set {SETTING}.delimiter"
        )
    if best.n_fields and not best.share:
        _refuse_misfit(best)
    return best


def _find_newlines(content: bytes) -> list[str]:
    """Return the ends of rows that the content may have beside a line feed."""
    n_both, n_lines, n_returns = (content.count(each) for each in (b"\r\n", b"\n", b"\r"))
    first = re.search(rb"\r?\n|\r", content)
    may_return = n_returns - n_both > n_lines or (first is not None and first[0] == b"\r")
    return [*["\r"] * may_return, *["\r\n"] * (0 < n_both < n_lines)]


def _share(reading: Reading) -> float:
    return reading.share


def _fit(reading: Reading) -> tuple[bool, float]:
    """Order of readings with different ends of rows: one that finds no row below the first has found no end at all."""
    return reading.has_rows and reading.share > 0, reading.share


def _find_delimiter(content: bytes, usual: str, texts: Collection[str]) -> str:
    """Return the delimiter that cuts the name of the text column out of the first row, or else cuts most often."""
    line = re.split(rb"[\r\n]", content.lstrip(b"\r\n"), maxsplit=1)[0].decode(errors="replace")
    order = [usual, *(each for each in DELIMITERS if each != usual)]
    for each in order:
        names = line.split(each)
        if not {*names, *(name.strip().strip("\"'").strip() for name in names)}.isdisjoint(texts):
            return each
    return max(order, key=line.count)


def _choose(look: Look, start: Dialect, asked: Csv) -> Reading:
    if asked.quote is not None:
        with_quote = replace(start, quote=asked.quote)
        return _choose_quoted(look, with_quote, asked) if asked.quote else _plain(look, start, asked)
    double = _choose_quoted(look, start, asked)
    best = _choose_between(look, double, asked)
    if not re.search(rb"(?:^|[\r\n%b]) *'" % re.escape(start.delimiter).encode(), best.sample.content):
        return best
    single = _choose_quoted(look, replace(start, quote="'"), asked)
    is_better = single.share > best.share and not len(single.records.quotes.faults)
    is_meant = single.has_quoted_names or single.has_quoted_column
    is_alike = single.share >= best.share and is_meant and not best.n_quoted
    return single if single.n_quoted and (is_better or is_alike) else best


def _choose_quoted(look: Look, start: Dialect, asked: Csv) -> Reading:
    """Return the best reading with this quote: the escapes and blanks are those that it needs."""
    escapes = ("", "\\") if asked.escape is None else (asked.escape,)
    first = look(replace(start, escape=escapes[0]))
    if len(escapes) > 1 and _escapes_quotes(look, first):
        return look(replace(start, escape="\\"))
    beside_blank = (start.delimiter + " " + start.quote, start.quote + " " + start.delimiter)
    has_blanks = any(each.encode() in first.sample.content for each in beside_blank)
    if (first.share == 1 and not has_blanks) or not (first.n_quoted or has_blanks):
        return first
    others = [
        look(replace(start, escape=escape, blanks=blanks))
        for blanks in (False, True)
        for escape in escapes
        if escape.encode() in first.sample.content
        and (has_blanks or not blanks)
        and (escape, blanks) != (escapes[0], False)
    ]
    best = max([first, *others], key=_share)
    # Blanks before quotes leave no quote in an unquoted field.
    neat = [each for each in others if each.dialect.blanks and each.share == best.share and not each.n_misplaced]
    return neat[0] if neat and best.n_misplaced else best


def _escapes_quotes(look: Look, unescaped: Reading) -> bool:
    """True if quotes in fields without quotes are escaped, all of them, and nothing else but backslashes is."""
    quote = unescaped.dialect.quote.encode()
    after = set(re.findall(rb"\\(.)", unescaped.sample.content, re.DOTALL))
    if not unescaped.n_misplaced or unescaped.has_doubled or quote not in after or not after <= {quote, b"\\"}:
        return False
    escaped = look(replace(unescaped.dialect, escape="\\"))
    return not escaped.n_misplaced and escaped.share >= unescaped.share


def _plain(look: Look, start: Dialect, asked: Csv) -> Reading:
    """Return the reading without quotes, refused if backslashes may be escapes or not."""
    reading, is_clear = _choose_escape(look, replace(start, quote="", blanks=False), asked)
    if not is_clear:
        _refuse_escape(reading)
    return reading


def _choose_escape(look: Look, start: Dialect, asked: Csv) -> tuple[Reading, bool]:
    """Return the best reading without quotes, and whether there is evidence for it."""
    if asked.escape is not None:
        return look(replace(start, escape=asked.escape)), True
    as_written = look(replace(start, escape=""))
    content = as_written.sample.content
    if b"\\" not in content:
        return as_written, True
    escaped = look(replace(start, escape="\\"))
    if escaped.share == 0:
        return as_written, True
    if escaped.share > as_written.share:
        return escaped, True
    n_breaks = len(WRITTEN_BREAK.findall(content))
    n_against = sum(len(each) == 2 and each != b"\\\\" for each in UNWRITTEN_ESCAPE.findall(content))
    if n_breaks > n_against:
        return escaped, n_against == 0
    return as_written, n_against > 0


def _choose_between(look: Look, quoted: Reading, asked: Csv) -> Reading:
    """Return the reading with or without quotes that the evidence speaks for."""
    start = replace(quoted.dialect, quote="", escape="", blanks=False)
    plain, is_clear = _choose_escape(look, start, asked)
    is_often_plain = plain.dialect.delimiter in OFTEN_PLAIN
    # By a quote that nothing closes; the reader refuses it where quotes are seldom part of the text.
    is_swallowed = is_often_plain and not quoted.n_quoted and plain.share > quoted.share
    if not quoted.n_quoted and not is_swallowed and (is_often_plain or not len(quoted.records.quotes.borders)):
        return _choose_unquoted(look, quoted, plain, is_clear=is_clear)
    if plain.share < quoted.share or not (is_swallowed or _is_plain(quoted, plain)):
        return quoted
    return plain if is_clear or not is_often_plain else _refuse_escape(plain)


def _choose_unquoted(look: Look, quoted: Reading, plain: Reading, *, is_clear: bool) -> Reading:
    """Return the reading of a sample in which no field begins with a quote."""
    if quoted.dialect.escape:
        return quoted
    is_often_plain = plain.dialect.delimiter in OFTEN_PLAIN
    if not is_often_plain and not plain.dialect.escape:
        return quoted
    if not is_clear or (not is_often_plain and plain.share == quoted.share):
        return _refuse_escape(plain)
    doubt = _find_doubt(plain, has_quotes=quoted.records.quotes.n_stray > 0)
    quote = quoted.dialect.quote if "quote" in doubt else ""
    return look(replace(plain.dialect, quote=quote, doubt=doubt))


def _is_plain(quoted: Reading, plain: Reading) -> bool:
    """True if quotes are part of the text in a sample whose rows are sound either way; refused if that is unclear."""
    is_often_plain = plain.dialect.delimiter in OFTEN_PLAIN
    if quoted.has_quoted_names or len(quoted.records.quotes.faults):
        return not quoted.has_quoted_names
    if quoted.is_open and not is_often_plain:
        return False  # the reader refuses the open quote
    is_known = quoted.has_escaped or quoted.has_doubled or quoted.has_quoted_column
    has_lines = quoted.records.n_inner_ends > 0 and quoted.n_fields > 1  # each with as many fields as a row
    if (is_often_plain and is_known and plain.dialect.escape) or (not is_often_plain and not is_known and has_lines):
        return _refuse_quote(quoted)
    if has_lines or is_known or not is_often_plain:
        return has_lines and is_often_plain
    return quoted.records.quotes.n_stray > 0 or (not quoted.quotes_commas and _refuse_quote(quoted))


def _find_doubt(plain: Reading, *, has_quotes: bool) -> frozenset[str]:
    """Return the characters that a sample without quotes, or without backslashes, does not decide."""
    if plain.sample.is_whole or plain.dialect.escape:
        return frozenset()
    has = {"quote": has_quotes, "escape": b"\\" in plain.sample.content}
    return frozenset(name for name, is_there in has.items() if not is_there)


def _refuse_quote(reading: Reading) -> NoReturn:
    records = reading.records
    number = int(np.flatnonzero(records.fields.is_quoted)[0])
    row = int(np.searchsorted(records.first, number, side="right")) - 1
    raise InputError(
        f"expected {reading.sample.name} to show whether quotes around a field are part of the text, but both readings "
        f"fit, as in row {row}: {_show(reading, row)}: "
        f"""keep them with {SETTING}={{quote: ""}}, or drop them with {SETTING}={{quote: '"'}}"""
    )


def _refuse_escape(reading: Reading) -> NoReturn:
    where = reading.sample.content.index(b"\\")
    row = min(int(np.searchsorted(reading.records.ends, where)), len(reading.records.ends) - 1)
    start, end = max(where - 20, int(reading.records.starts[row])), min(where + 40, int(reading.records.ends[row]))
    part = reading.sample.content[start:end].decode(errors="ignore")
    raise InputError(
        rf"expected {reading.sample.name} to show whether a backslash is an escape, such as \n for a line break, but "
        f"both readings fit, as in row {row}: {quote_name(part)}: "
        f"""keep backslashes with {SETTING}={{escape: ""}}, or read escapes with """
        f"""{SETTING}={{quote: "", escape: '\\'}}"""
    )


def _refuse_misfit(reading: Reading) -> None:
    numbers, counts = np.unique(reading.records.n_fields[1:], return_counts=True)
    if reading.is_open or not len(numbers):
        return  # the reader names the row of the open quote
    n_usual = int(numbers[np.argmax(counts)])
    if n_usual == reading.n_fields:
        return
    raise InputError(
        f"expected rows of {reading.n_fields:,} fields in {reading.sample.name}, as in its first row, but most have "
        f"{n_usual:,}, such as {_show(reading, 1)}: name all columns in the first row, or set "
        f"{SETTING}={{delimiter: ..., quote: ...}}"
    )


def _show(reading: Reading, row: int) -> str:
    records = reading.records
    start, end = int(records.starts[row]), int(records.ends[row])
    return quote_name(reading.sample.content[start : min(end, start + 240)].decode(errors="ignore"))
