"""Damage to the files of an input, as disks, networks and other people's programs do it."""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

PIECES = (
    b"\x00", b"\x00" * 600, b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9", b"\xed\xa0\x80", b'"', b"'", b"\\", b'""',
    b"\t", b",", b";", b"\n", b"\r", b"\r\n", b"\x0b", b"\x1c", b"\xc2\x85", b"\xe2\x80\xa8", b"[", b"{", b"}",
    b"]", b"[" * 2_000, b'{"a":' * 2_000, b"<", b">", b"&", b"<!--", b"]]>", b"&#x;", b"null", b"NaN", b"1e999",
    b"-", b"9" * 400, b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"version https://git-lfs.github.com/spec/v1\n",
    b"<!DOCTYPE html><html>", b"a" * 20_000, "\u017f\u200d😀".encode(), b"::", b"\x1b[31m",
)  # fmt: skip
NAMES = (
    ".jsonl",
    ".csv",
    ".tsv",
    ".txt",
    ".parquet",
    ".json",
    ".gz",
    ".xml",
    ".warc",
    ".zip",
    ".arrow",
    ".bz2",
    "",
    ".story",
)


def flip(content: bytearray, random: Random) -> bytearray:
    for _ in range(random.choice([1, 1, 3, 20])):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    return content


def truncate(content: bytearray, random: Random) -> bytearray:
    return content[: random.randrange(len(content) + 1)]


def insert(content: bytearray, random: Random) -> bytearray:
    for _ in range(random.choice([1, 1, 4])):
        position = random.randrange(len(content) + 1)
        content[position:position] = random.choice(PIECES)
    return content


def remove(content: bytearray, random: Random) -> bytearray:
    start = random.randrange(len(content))
    del content[start : start + random.choice([1, 2, 10, 300])]
    return content


def repeat(content: bytearray, random: Random) -> bytearray:
    start = random.randrange(len(content))
    stop = start + random.choice([1, 50, 2_000])
    content[start:start] = content[start:stop] * random.choice([1, 3])
    return content


def swap_lines(content: bytearray, random: Random) -> bytearray:
    lines = content.split(b"\n")
    random.shuffle(lines)
    return bytearray(b"\n".join(lines))


def recode(content: bytearray, random: Random) -> bytearray:
    encoding = random.choice(["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-8-sig"])
    return bytearray(content.decode("utf-8", "replace").encode(encoding, "replace"))


def replace(content: bytearray, random: Random) -> bytearray:
    return bytearray(random.choice(PIECES) * random.choice([1, 40]))


MUTATIONS: tuple[Callable[[bytearray, Random], bytearray], ...] = (
    flip,
    truncate,
    insert,
    insert,
    remove,
    repeat,
    swap_lines,
    recode,
    replace,
)


def mutate(folder: Path, random: Random) -> None:
    """Damage some of the files, or what they are called, or what lies beside them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in random.sample(files, min(len(files), random.choice([1, 1, 2]))):
        if content := bytearray(path.read_bytes()):
            for _ in range(random.choice([1, 1, 2])):
                content = random.choice(MUTATIONS)(content, random) or bytearray(b" ")
            path.write_bytes(content)
        if random.random() < 0.1:
            path.rename(
                path.with_name(path.stem + random.choice(NAMES)) if random.random() < 0.7 else odd_name(path, random)
            )
    if random.random() < 0.05:
        (folder / "beside.jsonl").symlink_to(random.choice(["nowhere", ".", "..", str(files[0])]))
    if random.random() < 0.02:
        os.mkfifo(folder / "pipe.jsonl")


def odd_name(path: Path, random: Random) -> Path:
    stem = random.choice([b"M\xfcnchen", b"[a]*?", b"a::b", b"a b\n", b"\x1b[31m", b"%41#", b"-rf", b"n" * 200])
    return Path(os.fsdecode(os.fsencode(path.parent) + b"/" + stem + os.fsencode(path.suffix)))
