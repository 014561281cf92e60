"""A local disk in memory, for the temporary files of the code under test: real ones would cost most of the time."""

import io
import posixpath
import stat
from contextlib import contextmanager
from pathlib import Path, PosixPath
from types import SimpleNamespace

CACHE = "/cache"


class MemoryPath:
    """A path on a disk in memory, with the methods of pathlib.Path that the code under test uses there.

    files  path -> bytes
    """

    __slots__ = ("files", "path")
    # So that isinstance(path, Path) is True.
    __class__ = PosixPath

    def __init__(self, files, path):
        self.files = files
        self.path = path

    def __truediv__(self, name):
        return MemoryPath(self.files, f"{self.path}/{name}")

    def __str__(self):
        return self.path

    def __eq__(self, other):
        return self.path == str(other)

    def __lt__(self, other):
        return self.path < other.path

    def __hash__(self):
        return hash(self.path)

    @property
    def name(self):
        return posixpath.basename(self.path)

    @property
    def parent(self):
        return MemoryPath(self.files, posixpath.dirname(self.path))

    def with_name(self, name):
        return self.parent / name

    def relative_to(self, other):
        return Path(self.path[len(other.path) + 1 :])

    def rglob(self, _):
        start = f"{self.path}/"
        return [MemoryPath(self.files, path) for path in self.files if path.startswith(start)]

    def is_file(self):
        return self.path in self.files

    def stat(self):
        return SimpleNamespace(st_mode=stat.S_IFREG, st_size=len(self.read_bytes()), st_mtime=0.0)

    def mkdir(self, **_):
        pass

    def read_bytes(self):
        try:
            return self.files[self.path]
        except KeyError:
            raise FileNotFoundError(self.path) from None

    def read_text(self, encoding):
        return self.read_bytes().decode(encoding)

    def write_bytes(self, data):
        self.files[self.path] = data

    def write_text(self, text, encoding):
        self.write_bytes(text.encode(encoding))

    def open(self, mode):
        return io.BytesIO(self.read_bytes()) if mode == "rb" else _Written(self)

    def replace(self, target):
        target.write_bytes(self.files.pop(self.path))

    def unlink(self, *, missing_ok=False):
        if self.files.pop(self.path, None) is None and not missing_ok:
            raise FileNotFoundError(self.path)


class _Written(io.BytesIO):
    def __init__(self, path):
        super().__init__()
        self._path = path

    def close(self):
        self._path.write_bytes(self.getvalue())
        super().close()


class MemoryDisk:
    """The folder for the cache of the code under test, and its temporary folders."""

    def __init__(self):
        self.files = {}
        self._scratches = 0

    def cache(self):
        return MemoryPath(self.files, CACHE)

    @contextmanager
    def scratch(self):
        self._scratches += 1
        folder = MemoryPath(self.files, f"/scratch/{self._scratches}")
        yield folder
        for path in folder.rglob("*"):
            path.unlink()


def move(source, target):
    """The move of shutil."""
    source.replace(target)
