"""The members of archives as input files: zip, and tar with any compression.

No name of an archive becomes the name of a file on the disk. A member of a zip file is read as it is decompressed. A
tar file can be read only once, so its member is held in memory or, if it is large, in a temporary file.
"""

import io
import logging
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO, Self, cast

import fsspec

from pipelines.errors import InputError
from pipelines.sources.documents import is_about_the_news
from pipelines.sources.find import compression_of, format_of
from pipelines.sources.hidden import HIDDEN, has_hidden, name_hidden
from pipelines.sources.raw.excerpt import escape, list_few
from pipelines.sources.raw.files import ARCHIVES, InputFile, copy_bounded, open_by_path, open_bytes
from pipelines.storage.temporary import temporary_folder

log = logging.getLogger(__name__)

# A larger member of a tar file is copied to the disk.
MAX_IN_MEMORY = 16 << 20
# Longest name of a member in characters; longer ones are shortened from the left.
MAX_NAME = 250
# Archives in archives in archives.
MAX_DEPTH = 3


def read_members(archive: InputFile) -> Iterator[InputFile]:
    """Yield the members with a readable format, each to be read before the next one; warn about the others.

    Hidden ones are left out, as in folders. Members of a zip file come by name, those of a tar file in their order.
    Raises InputError for a damaged archive, for an encrypted member, and for an archive without news.
    """
    if sum(format_of(step) in ARCHIVES.values() for step in archive.name.split("/")) > MAX_DEPTH:
        raise InputError(f"expected at most {MAX_DEPTH} archives in each other, got {archive.name}: unpack them first")
    n_read, skipped, hidden = 0, [], []
    for member in _read_zip(archive) if archive.format == "zip" else _read_tar(archive):
        if has_hidden(member.name.removeprefix(f"{archive.name}/")):
            hidden += [member.name.removeprefix(f"{archive.name}/")] if member.format else []
        elif member.format:
            n_read += 1
            yield member
        else:
            skipped.append(member.name)
    few = {
        "members that are empty, about the news, or not in a readable format": list_few(skipped),
        HIDDEN: list_few([f"{archive.name}/{name}" for name in name_hidden(hidden)]),
    }
    if not n_read:
        found = " and ".join(filter(None, few.values())) or "no files"
        raise InputError(f"expected news in {archive.name}, found {found}: convert the news, or leave the archive out")
    for what, names in few.items():
        if names:
            log.warning("skipped %s: %s", what, names)


def _read_zip(archive: InputFile) -> Iterator[InputFile]:
    with (
        open_by_path(archive) as file,
        fsspec.open(file.path, "rb") as stream,
        zipfile.ZipFile(stream) as opened,
    ):
        for info in sorted(opened.infolist(), key=lambda info: info.filename):
            name = _clean(info.filename)
            if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
                continue
            member = _describe(archive, name, info.file_size)
            yield replace(member, opener=partial(_open_member, opened, info, member.name))


def _read_tar(archive: InputFile) -> Iterator[InputFile]:
    with open_bytes(archive) as stream:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as opened:
            for info in opened:
                name = _clean(info.name)
                if info.isreg():
                    member = _describe(archive, name, info.size)
                    yield from [member] if has_hidden(name) else _read_tar_member(opened, info, member)
        while stream.read(1 << 20):  # the checksum of a compressed file stands at its end
            pass


def _read_tar_member(opened: tarfile.TarFile, info: tarfile.TarInfo, member: InputFile) -> Iterator[InputFile]:
    content = opened.extractfile(info)
    if not member.format or content is None:
        yield member
    elif info.size <= MAX_IN_MEMORY:
        yield replace(member, opener=partial(io.BytesIO, content.read()))
    else:
        with temporary_folder("copy") as folder, (folder / "member").open("wb") as copy:
            copy_bounded(content, copy, member.name)
            copy.flush()
            yield replace(member, path=copy.name)


class _Header(tarfile.TarInfo):
    """A header of a member that reports damage: tarfile itself treats a broken header as the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # the mark at the end
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"{error} at byte {tarfile_.offset:,}") from error


def _open_member(opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> BinaryIO:
    try:
        return cast("BinaryIO", opened.open(info))
    except (NotImplementedError, RuntimeError) as error:  # encrypted, or an unknown compression
        raise InputError(f"expected {name} to be readable, but {error}: unpack the archive first") from error


def _describe(archive: InputFile, name: str, n_bytes: int) -> InputFile:
    """Return a member that cannot be opened yet; its format is empty if it is not to be read."""
    form = format_of(name) if n_bytes else ""
    is_news = not is_about_the_news(name, form)
    return InputFile("", f"{archive.name}/{name}", form if is_news else "", compression_of(name))


def _clean(name: str) -> str:
    r"""Return the name of a member as a path below the archive, without signs that a terminal would act on.

    >>> _clean("./../news\\a.txt"), _clean("/etc/b\x1b.txt")
    ('news/a.txt', 'etc/b\\x1b.txt')
    """
    path = "/".join(step for step in name.replace("\\", "/").split("/") if step not in ("", ".", ".."))
    shown = escape(path)
    return shown if len(shown) <= MAX_NAME else f"[...]{shown[-MAX_NAME:]}"
