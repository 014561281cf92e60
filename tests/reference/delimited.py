"""The slow, obvious reader of delimited files: one character after another."""

from pipelines.sources.formats.delimited.dialect import LETTERS

MEANING = {letter.decode(): value.decode() for letter, value in LETTERS.items()}


def cut_slowly(text, dialect):
    """Return the rows as (fields, is_faulty, open quote or None), without blank lines; fields are None if empty."""
    rows, at = [], 0
    while at < len(text):
        fields, is_faulty, is_open, start = [], False, False, at
        while True:
            field, at, bad, is_open = _read_field(text, at, dialect)
            fields.append(field)
            is_faulty |= bad
            if at >= len(text) or text[at] != dialect.delimiter:
                break
            at += 1
        raw = text[start:at]
        if at >= len(text) and dialect.newline != "\r":
            raw = raw.removesuffix("\r")
        if raw:
            rows.append((fields, is_faulty, is_open))
        at += _end_length(text, at, dialect)
    return rows


def _end_length(text, at, dialect):
    """Number of characters that end a row here: 0 for none."""
    if dialect.newline == "\n" and text.startswith("\r\n", at):
        return 2
    return len(dialect.newline) if text.startswith(dialect.newline, at) else 0


def _ends_field(text, at, dialect):
    is_last_return = dialect.newline != "\r" and text[at:] == "\r"
    return at >= len(text) or text[at] == dialect.delimiter or _end_length(text, at, dialect) > 0 or is_last_return


def _read_field(text, at, dialect):
    start = at
    while dialect.blanks and text[at : at + 1] == " ":
        at += 1
    if dialect.quote and text[at : at + 1] == dialect.quote:
        return _read_quoted(text, at + 1, dialect)
    return _read_unquoted(text, start, dialect)


def _read_unquoted(text, at, dialect):
    field, is_faulty, start = "", False, at
    while not (at >= len(text) or text[at] == dialect.delimiter or _end_length(text, at, dialect)):
        if dialect.escape and text[at] == dialect.escape and at + 1 < len(text):
            after = text[at + 1]
            if not dialect.quote:
                is_null = after == "N" and at == start and _ends_field(text, at + 2, dialect)
                is_faulty |= after not in [*MEANING, dialect.escape, dialect.delimiter, "\n", "\r"] and not is_null
                field += MEANING.get(after, after)
                at += 2
                if after == "\r" and text[at : at + 1] == "\n":
                    field, at = field + "\n", at + 1
                if is_null:
                    field = ""
                continue
            if after in (dialect.quote, dialect.escape):
                is_faulty |= after == dialect.escape
                field, at = field + after, at + 2
                continue
        field, at = field + text[at], at + 1
    raw = text[start:at]
    if at >= len(text) and dialect.newline != "\r" and raw.endswith("\r") and not _is_escaped(text, at - 1, dialect):
        raw, field = raw[:-1], field[:-1]
    if dialect.quote and dialect.escape and raw == "\\N":
        field = ""
    return field or None, at, is_faulty, False


def _is_escaped(text, at, dialect):
    n_before = len(text[:at]) - len(text[:at].rstrip(dialect.escape)) if dialect.escape else 0
    return n_before % 2 == 1 and (not dialect.quote)


def _read_quoted(text, at, dialect):
    field, is_faulty = "", False
    while at < len(text):
        is_quote = text[at] == dialect.quote
        if dialect.escape and text[at] == dialect.escape and text[at + 1 : at + 2] in (dialect.quote, dialect.escape):
            field, at = field + text[at + 1], at + 2
            continue
        after = at + 1
        while dialect.blanks and text[after : after + 1] == " ":
            after += 1
        if is_quote and text[at + 1 : at + 2] == dialect.quote:
            field, at = field + dialect.quote, at + 2
        elif is_quote and _ends_field(text, after, dialect):
            return field or None, after + (text[after:] == "\r" and dialect.newline != "\r"), is_faulty, False
        else:
            is_faulty |= is_quote
            field, at = field + text[at], at + 1
    return field or None, at, is_faulty, True
