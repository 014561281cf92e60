"""Places: files and folders on a disk or in an object store, under the same names of methods."""

import fnmatch
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pipelines.errors import ConfigError, quote
from pipelines.storage.addresses import is_remote, read_address
from pipelines.storage.objects import SCHEMES, Info, Objects, connect


class ObjectStat(NamedTuple):
    """Size in bytes and time of the last change in seconds since 1970, as in os.stat_result."""

    st_size: int
    st_mtime: float


@dataclass(frozen=True, order=True)
class ObjectPath:
    """An object, or the objects below a prefix, with the methods of pathlib.Path that Spindle uses.

    bucket  scheme and name, such as `s3://news`
    key     steps joined by slashes; "" for the bucket itself
    """

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"{self.bucket}/{self.key}" if self.key else self.bucket

    def __truediv__(self, name: str) -> "ObjectPath":
        return ObjectPath(self.bucket, f"{self.key}/{name}".strip("/"))

    @property
    def objects(self) -> Objects:
        """The client of the bucket."""
        return connect(self.bucket)

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    @property
    def parent(self) -> "ObjectPath":
        return ObjectPath(self.bucket, self.key.rpartition("/")[0])

    def with_name(self, name: str) -> "ObjectPath":
        return self.parent / name

    def as_posix(self) -> str:
        return str(self)

    def resolve(self) -> "ObjectPath":
        return self

    def relative_to(self, other: "ObjectPath") -> Path:
        """Return the steps below `other`; raise ValueError if this place is not below it."""
        if not self.is_relative_to(other):
            raise ValueError(f"{self} is not below {other}")
        return Path(self.key[len(other.key) :].lstrip("/"))

    def is_relative_to(self, other: "ObjectPath") -> bool:
        below = not other.key or self.key == other.key or self.key.startswith(f"{other.key}/")
        return self.bucket == other.bucket and below

    def stat(self) -> ObjectStat:
        """Return size and time; raise FileNotFoundError if there is no object."""
        info = self.objects.head(self.key) if self.key else None
        if info is None:
            raise FileNotFoundError(str(self))
        return ObjectStat(info.size, info.modified)

    def is_file(self) -> bool:
        return bool(self.key) and self.objects.head(self.key) is not None

    def is_dir(self) -> bool:
        return any(self.objects.list_below(self.key))

    def exists(self) -> bool:
        return self.is_file() or self.is_dir()

    def iterdir(self) -> Iterator["ObjectPath"]:
        """Yield folders and objects directly below, by name."""
        folders, infos = self.objects.list_below(self.key)
        return iter(sorted(self._at(key) for key in [*folders, *(info.key for info in infos)]))

    def glob(self, pattern: str) -> Iterator["ObjectPath"]:
        """Yield the places below whose steps match those of the pattern, by name."""
        first, _, rest = pattern.partition("/")
        wild = any(sign in first for sign in "*?[")
        found = [each for each in self.iterdir() if fnmatch.fnmatchcase(each.name, first)] if wild else [self / first]
        for place in found:
            if rest:
                yield from place.glob(rest)
            elif wild or place.exists():
                yield place

    def rglob(self, pattern: str) -> Iterator["ObjectPath"]:
        """Yield the objects below, at any depth, whose names match, by key; folders are no objects."""
        return (place for place, _ in self.list_files() if fnmatch.fnmatchcase(place.name, pattern))

    def list_files(self) -> list[tuple["ObjectPath", Info]]:
        """Return all objects below, with their states, by key."""
        return [(self._at(info.key), info) for info in self.objects.list_all(self.key)]

    def read_bytes(self) -> bytes:
        return self.objects.get(self.key)[0]

    def read_text(self, encoding: str = "utf-8") -> str:
        return self.read_bytes().decode(encoding)

    def open(self, mode: str = "rb") -> BinaryIO:
        """Return the content as a file in memory; raises ValueError for another mode than rb."""
        if mode != "rb":
            raise ValueError(f"expected mode rb for {self}, got {mode}: write with pipelines.storage.files")
        return io.BytesIO(self.read_bytes())

    def unlink(self, *, missing_ok: bool = False) -> None:
        if not missing_ok and not self.is_file():
            raise FileNotFoundError(str(self))
        self.objects.delete([self.key])

    def _at(self, key: str) -> "ObjectPath":
        return ObjectPath(self.bucket, key.strip("/"))


Place = Path | ObjectPath


def open_place(uri: str | Place) -> Place:
    """Return the place that a path or an address names; a path becomes absolute.

    >>> open_place("s3://bucket/corpora/news").name
    'news'

    Raises ConfigError for addresses of other schemes, with credentials, or with signs that stores read differently,
    and for a path below the home of nobody.
    """
    if not isinstance(uri, str):
        return uri
    scheme, separator, rest = uri.partition("://")
    if not is_remote(uri):
        return _open_path(rest if separator else uri)
    if scheme not in SCHEMES:
        known = ", ".join(f"{each}://" for each in SCHEMES)
        raise ConfigError(
            f"expected a folder, or an address that begins with {known}, got {uri!r}: give a path such as ./corpora, "
            "or s3://bucket/corpora"
        )
    steps = read_address(uri)
    if steps is None or any(sign in rest for sign in "@?#*[") or "" in steps:
        raise ConfigError(
            f"expected an address such as {scheme}://bucket/corpora, got {uri!r}: leave out credentials, which belong "
            "into the environment, wildcards, empty steps and dots"
        )
    return ObjectPath(f"{scheme}://{steps[1]}", "/".join(steps[2:]))


def _open_path(path: str) -> Path:
    try:
        return Path(path).expanduser().resolve()
    except RuntimeError as error:
        raise ConfigError(
            f"expected a folder, got {quote(path)}, and {Path(path).parts[0]} is the home of no user here: write "
            "the path out"
        ) from error


def stamp_of(place: Place) -> tuple[int, int]:
    """Time of the last change in ns, and size, of a file; (0, 0) if it is missing: a changed file has another stamp."""
    try:
        state = place.stat()
    except OSError:
        return 0, 0
    return int(state.st_mtime * 1e9) if isinstance(state, ObjectStat) else state.st_mtime_ns, state.st_size


def is_below(place: Place, folder: Place) -> bool:
    """Return True if a place, with all links followed, is `folder` or below it; a link to itself is nowhere."""
    if isinstance(place, Path):
        try:
            return isinstance(folder, Path) and place.resolve().is_relative_to(folder.resolve())
        except (OSError, RuntimeError):  # up to Python 3.12 a link to itself raises RuntimeError
            return False
    steps = place.key.split("/")
    return isinstance(folder, ObjectPath) and place.is_relative_to(folder) and not {"", ".", ".."} & set(steps)


def leads_below(relative: str) -> bool:
    r"""Return True if a relative path leads below the folder that it starts from, links aside, in any kind of place.

    >>> leads_below("data/train/part-00000.parquet")
    True
    >>> [leads_below(path) for path in ("", "../LATEST", "data/../../x", "/etc/passwd", "a//b", "..\\x", "a\0")]
    [False, False, False, False, False, False, False]
    """
    steps = relative.split("/")
    return "\\" not in relative and relative.isprintable() and not any(step in ("", ".", "..") for step in steps)


def steps_below(place: Place, folder: Place) -> tuple[str, ...]:
    """The steps from `folder` down to a place below it, all links followed."""
    if isinstance(place, Path):
        return place.resolve().relative_to(folder.resolve()).parts  # type: ignore[arg-type]
    return place.relative_to(folder).parts  # type: ignore[arg-type]


def parent_of(place: Place, steps: int) -> Place:
    """Return the folder that many steps above."""
    for _ in range(steps):
        place = place.parent
    return place
