"""Kinds of files told by their first bytes or characters, each with the way to news that can be read.

The numbers are the signatures that the formats themselves define, as in the database of file(1).
"""

import re
from dataclasses import dataclass

from pipelines.sources.raw.excerpt import excerpt


@dataclass(frozen=True)
class Kind:
    """A kind of file that no reader takes.

    what    noun phrase for the message
    remedy  instruction for the message
    """

    what: str
    remedy: str


# A text with fewer NUL bytes has a broken row.
FEW_NULS = 4
LEAVE_OUT = "leave it out, or fetch the right file"
EXPORT = "export the news as JSON lines, CSV or Parquet"
UNPACK = "unpack it and give the folder"
# Compressions that are read, by the first bytes of the file.
COMPRESSED = {
    b"\x04\x22\x4d\x18": "lz4",
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x5d\x00\x00": "xz",  # of the older lzma
}
# A frame that zstd skips, with which parallel compressors begin.
SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
# Offset, first bytes and kind.
BINARY: list[tuple[int, bytes, Kind]] = [
    (0, b"%PDF-", Kind("a PDF document", "extract its text, for example with pdftotext")),
    (0, b"{\\rtf", Kind("a rich text document (RTF)", "save it as plain text in UTF-8")),
    (0, b"%!PS", Kind("a PostScript document", "extract its text, for example with ps2txt")),
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Kind("a Word, Excel or other Office file", "save it as CSV or plain text"),
    ),
    (0, b"PK\x05\x06", Kind("an empty zip archive", LEAVE_OUT)),
    (0, b"SQLite format 3\x00", Kind("an SQLite database", EXPORT)),
    (0, b"\x89PNG\r\n\x1a\n", Kind("a PNG image", LEAVE_OUT)),
    (0, b"\xff\xd8\xff", Kind("a JPEG image", LEAVE_OUT)),
    (0, b"GIF8", Kind("a GIF image", LEAVE_OUT)),
    (0, b"RIFF", Kind("a WebP image or other RIFF file", LEAVE_OUT)),
    (0, b"\x00\x05\x16\x07", Kind("an AppleDouble file with attributes that macOS keeps beside a file", "delete it")),
    (0, b"\x00\x00\x00\x01Bud1", Kind("a .DS_Store file of macOS", "delete it")),
    (0, b"7z\xbc\xaf\x27\x1c", Kind("a 7-Zip archive", UNPACK)),
    (0, b"Rar!\x1a\x07", Kind("a RAR archive", UNPACK)),
    (0, b"\x1f\x9d", Kind("a file of compress (.Z)", "decompress it with uncompress")),
    (0, b"\x89LZO", Kind("an lzop file", "decompress it with lzop -d")),
    (0, b"\xff\x06\x00\x00sNaPpY", Kind("a Snappy file", "decompress it with snzip -d")),
    (257, b"ustar", Kind("a tar archive", "unpack it with tar -xf and give the folder")),
    (0, b"Obj\x01", Kind("an Avro file", EXPORT)),
    (0, b"ORC", Kind("an ORC file", EXPORT)),
    (0, b"FEA1", Kind("a Feather file of version 1", EXPORT)),
    (0, b"SEQ\x06", Kind("a Hadoop sequence file", EXPORT)),
    (0, b"\x89HDF\r\n\x1a\n", Kind("an HDF5 file", EXPORT)),
    (0, b"\x93NUMPY", Kind("a NumPy array", EXPORT)),
    (0, b"\x7fELF", Kind("a program", LEAVE_OUT)),
    (0, b"bplist00", Kind("a property list of macOS", EXPORT)),
]
ZIP = b"PK\x03\x04"
OFFICE = re.compile(rb"\[Content_Types\]\.xml|\b(?:xl|word|ppt)/|mimetypeapplication/vnd\.oasis")
PICKLE = re.compile(rb"\x80[\x02-\x05](?:\x95.{8}|[}\]c(Xq\x8c])", re.DOTALL)
# A program's text may begin so, too, but none of the formats of news does.
_LFS = re.compile(r"version https?://(?:git-lfs\.github\.com|hawser\.github\.com|git-media\.io)/\S*\s+(?:ext-|oid )")
_ANNEX = re.compile(r"(?:\.\./)*(?:\.git)?/annex/objects/\S+\s*")
_LINK = re.compile(r"\.{1,2}/[^\s<>{}\"]{1,400}")
_BEFORE_MARKUP = r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
_HTML = re.compile(_BEFORE_MARKUP + r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_ERROR = re.compile(_BEFORE_MARKUP + r"<Error>\s*<Code>\s*(\w+)", re.DOTALL)
_XML = re.compile(r"\s*<(?:\?xml\b|!DOCTYPE\b)", re.IGNORECASE)
_RESPONSE = re.compile(r"HTTP/\d(?:\.\d)? [1-5]\d\d\b")
# Names that the columns of a table of news have; an article does not begin with two of them alone on a line.
_COLUMNS = frozenset(
    "id url link title headline text article content body maintext summary description author authors source "  # noqa: SIM905
    "publication publisher date published published_at publish_date category label section language".split()
)
_COLUMN = re.compile(r"[\w.#/ -]{0,40}")
_MARKUP = re.compile(r"\s*<[A-Za-z!?]")


def find_pointer(text: str) -> Kind | None:
    """Return the kind of a file that only stands for another one, from its first characters."""
    if _LFS.match(text.lstrip()):
        return Kind("a Git LFS pointer", "fetch the file itself with `git lfs pull`")
    if _ANNEX.fullmatch(text.strip()):
        return Kind("a git-annex pointer", "fetch the file itself with `git annex get`")
    if _LINK.fullmatch(text.strip()):
        return Kind("a link that Git checked out as a text file", "check out again with core.symlinks=true")
    return None


def find_markup(text: str, *, any_markup: bool) -> Kind | None:
    """Return the kind of a saved web page, an error message of a store or an XML document.

    any_markup  True for formats that never begin with a tag
    """
    if error := _ERROR.match(text):
        return Kind(f"an error message of a store ({excerpt(error[1])})", "check the address and fetch the file again")
    if _HTML.match(text):
        return Kind("an HTML page", "fetch the file again: a server may have sent this page in its place")
    if _RESPONSE.match(text):
        return Kind("a server's response with its headers", "fetch the file again, without the headers")
    if _XML.match(text) or (any_markup and _MARKUP.match(text)):
        return Kind("an XML document", EXPORT)
    return None


def find_table(text: str) -> str:
    r"""Return the delimiter of a text that begins with names of columns and a row below them; "" for any other.

    >>> find_table('id\tTitle\ttext\n1\tRain\tIt fell.'), find_table('Title, text\nRain fell, and fell.\n')
    ('\t', '')
    """
    first, _, rest = text.lstrip().partition("\n")
    below = rest.lstrip("\n").partition("\n")[0]
    for delimiter in "\t,;|":
        names = [name.strip("\"'") for name in first.split(delimiter)]
        known = _COLUMNS.intersection(name.lower() for name in names)
        if len(known) > 1 and all(map(_COLUMN.fullmatch, names)) and delimiter in below:
            return delimiter
    return ""


def find_compression(head: bytes) -> str:
    """Return the name in fsspec of the compression that a file begins with; "" for none.

    >>> find_compression(b"BZh91AY"), find_compression(b"BZh is a title")
    ('bz2', '')
    """
    for magic, name in COMPRESSED.items():
        if head.startswith(magic):
            return "" if name == "bz2" and not re.match(rb"BZh[1-9](1AY&SY|\x17rE8P\x90|1A)", head) else name
    return "zstd" if SKIPPABLE.match(head) else ""


def find_binary(head: bytes) -> Kind | None:
    """Return the kind of a binary file by its signature."""
    if head.startswith(ZIP):
        if OFFICE.search(head):
            return Kind("a Word, Excel or other Office file", "save it as CSV or plain text")
        return Kind("a zip archive", UNPACK)
    if PICKLE.match(head):
        return Kind("a Python pickle", EXPORT)
    found = next(((magic, kind) for offset, magic, kind in BINARY if head.startswith(magic, offset)), None)
    if found is None or (found[0].isalnum() and b"\x00" not in head[:1024]):  # an article on orcs
        return None
    return found[1]


def find_nuls(head: bytes) -> Kind | None:
    """Return the kind of a file with many NUL bytes; a few of them are left to the reader."""
    n_nuls = head.count(0)
    head = head.rstrip(b"\x00") if n_nuls < len(head) else head  # the last line of a log that was cut off
    is_filled = head.count(0) == len(head)
    if not is_filled and head.count(0) < max(FEW_NULS, 0.02 * len(head)) and head[:4].count(0) < 2:
        return None
    n_nuls, n_at = head.count(0), [head[place::4].count(0) for place in range(4)]
    if n_nuls > 0.95 * len(head) or head[:512].count(0) == 512:
        return Kind("NUL bytes", "copy the file again: a copy that was broken off or a full disk leaves such files")
    is_nearly_always = [number > 0.2 * len(head) for number in n_at]
    for encoding, places in (("UTF-32LE", (2, 3)), ("UTF-32BE", (0, 1))):
        if all(is_nearly_always[place] for place in places):
            return _without_mark(encoding)
    for encoding, places in (("UTF-16LE", (1, 3)), ("UTF-16BE", (0, 2))):
        if sum(n_at[place] for place in places) > 0.9 * n_nuls:
            return _without_mark(encoding)
    return Kind("binary data", EXPORT)


def find_control_characters(head: bytes) -> Kind | None:
    """Return the kind of a file that is neither text in UTF-8 nor in another encoding with ASCII's control characters.

    Of random bytes a tenth are such characters, of text in any language nearly none.
    """
    n_control = len(head) - len(head.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32), 127])))
    if n_control <= 0.05 * len(head):
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return None if error.start >= len(head) - 3 else Kind("binary data", EXPORT)  # a character may be cut off
    return None


def _without_mark(encoding: str) -> Kind:
    return Kind(f"{encoding} without a byte order mark", f"convert it with iconv -f {encoding} -t UTF-8 OLD > NEW")
