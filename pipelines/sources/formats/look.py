"""A look at the first bytes of a file, before it is read: is it what its name says?

What is plain is read as what it is: UTF-16 with a mark, gzip without its ending, Parquet with another one, an array in
a file of JSON lines. Anything else is named, so that no file is lost among the rejected rows.
"""

import codecs
from dataclasses import replace
from typing import NoReturn

from pipelines.errors import InputError
from pipelines.sources.formats.json_shape import find_shape, has_object_first, is_like_json
from pipelines.sources.formats.registry import FORMATS
from pipelines.sources.formats.signatures import (
    COMPRESSED,
    Kind,
    find_binary,
    find_compression,
    find_control_characters,
    find_markup,
    find_nuls,
    find_pointer,
    find_table,
)
from pipelines.sources.raw.excerpt import excerpt
from pipelines.sources.raw.files import UTF8, InputFile, open_bytes, reading

# Bytes of the first look; most first lines of news end there.
HEAD = 1 << 13
# Bytes of further looks at a file whose first line does not tell.
LONGER_HEADS = (1 << 16, 1 << 20)
# Format -> its name in messages, for formats that are text from the first character on.
JSON = {"lines": "JSON lines", "json": "JSON"}
TABLES = {"csv": "CSV", "tsv": "TSV"}
TEXTS = JSON | TABLES | {"text": "plain text", "story": "plain text"}
# Longest first; an encoding in UTF-8 needs no mark.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"\x84\x31\x95\x33": "gb18030",
}
# First bytes of formats for machines -> the ending of their reader.
COLUMNAR = {b"PAR1": ".parquet", b"ARROW1": ".arrow"}


def look_at(file: InputFile) -> InputFile | None:
    """Return the file with the format, compression and encoding that its first bytes tell; None if it is empty.

    Raises InputError for a file that no reader takes, or that is damaged.
    """
    found = _look_at(file)
    return found and replace(found, is_known=True)


def _look_at(file: InputFile) -> InputFile | None:
    with reading(file.name, TEXTS.get(file.format, file.format)):
        if file.compression in {"", *COMPRESSED.values()}:
            stored = _read_head(replace(file, compression=""), HEAD)
            file = replace(file, compression=find_compression(stored))
            head = _read_head(file, HEAD) if file.compression else stored
        else:
            head = _read_head(file, HEAD)
    if not head:
        return None
    for magic, ending in COLUMNAR.items():
        if head.startswith(magic) and b"\x00" in head:
            return _as_columnar(file, ending)
    if file.format in TEXTS:
        return _look_at_text(file, head)
    return _look_at_other(file, head)


def differs(before: InputFile, after: InputFile) -> str:
    """Return the actual content of a file whose name says something else; "" if the name is right."""
    found = []
    if before.compression != after.compression:
        found.append(after.compression or "not compressed")
    if before.encoding != after.encoding:
        found.append(after.encoding)
    if before.format != after.format and {before.format, after.format} != set(JSON):
        found.append(JSON.get(after.format, after.format))
    return ", ".join(found)


def _look_at_text(file: InputFile, head: bytes) -> InputFile:
    if file.encoding == UTF8:  # else somebody knows better
        encoding = next((name for mark, name in MARKS.items() if head.startswith(mark)), UTF8)
        file = replace(file, encoding=encoding)
    text = _decode(head, file.encoding)
    kind = find_pointer(text) or find_markup(text, any_markup=file.format in JSON) or find_binary(head)
    if kind is None and file.compression and find_compression(head):
        kind = Kind("a file that was compressed twice", "decompress it once")
    if kind is None and file.encoding == UTF8:
        kind = find_nuls(head) or find_control_characters(head)
    if kind is not None:
        _name(file, kind)
    file = replace(file, is_utf8=file.encoding != UTF8 or _is_utf8(head, is_whole=len(head) < HEAD))
    return _look_at_json(file, text, is_whole=len(head) < HEAD)


def _is_utf8(head: bytes, *, is_whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(UTF8)().decode(head, final=is_whole)
    except UnicodeDecodeError:
        return False
    return True


def _look_at_json(file: InputFile, text: str, *, is_whole: bool) -> InputFile:
    """Return the file as JSON lines or documents if it holds them, a text that is a table as one, and others as is."""
    if file.format not in JSON and not is_like_json(text):
        delimiter = find_table(text) if file.format == FORMATS[".txt"] else ""
        return replace(file, format=FORMATS[".tsv" if delimiter == "\t" else ".csv"]) if delimiter else file
    for n_bytes in LONGER_HEADS:
        if not is_whole and not has_object_first(text):
            with reading(file.name, TEXTS[file.format]):
                head = _read_head(file, n_bytes)
            text, is_whole = _decode(head, file.encoding), len(head) < n_bytes
    shape = find_shape(text, is_whole=is_whole)
    if shape:
        return replace(file, format=shape)
    if file.format not in JSON:
        return file
    endings = {form: ending for ending, form in reversed(FORMATS.items()) if form not in JSON}
    others = ", ".join(sorted(endings.values()))
    begins = f"text that begins with '{excerpt(text.lstrip().partition(chr(10))[0])}'"
    return _name(
        file, Kind(begins, f"give one JSON object for each article, or name the file after its format ({others})")
    )


def _look_at_other(file: InputFile, head: bytes) -> InputFile:
    text = _decode(head, UTF8)
    kind = find_pointer(text) or (None if head.strip(b"\x00") else find_nuls(head))
    if kind is None and file.format == FORMATS[".parquet"]:
        if is_like_json(text):
            return _look_at_text(replace(file, format=FORMATS[".jsonl"]), head)
        kind = find_markup(text, any_markup=True) or find_binary(head)
    return file if kind is None else _name(file, kind)


def _as_columnar(file: InputFile, ending: str) -> InputFile:
    name = ending.removeprefix(".").capitalize()
    if file.compression and file.format != FORMATS.get(ending):
        _name(file, Kind(f"{name} compressed with {file.compression}", "decompress it"))
    if ending not in FORMATS:
        _name(file, Kind(f"an {name} file", "convert it to Parquet"))
    return replace(file, format=FORMATS[ending])


def _name(file: InputFile, kind: Kind) -> NoReturn:
    expected = TEXTS.get(file.format, file.format.capitalize())
    raise InputError(f"expected {expected} in {file.name}, found {kind.what}: {kind.remedy}")


def _read_head(file: InputFile, n_bytes: int) -> bytes:
    """Return the first bytes of the content; a stream may yield fewer at a time than it is asked for."""
    head = b""
    with open_bytes(file) as stream:
        while len(head) < n_bytes and (more := stream.read(n_bytes - len(head))):
            head += more
    return head


def _decode(head: bytes, encoding: str) -> str:
    """Return the text of the first bytes, with plain ends of lines and without a character that is cut off."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
