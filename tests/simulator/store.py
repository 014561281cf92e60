"""An object store in memory, whose requests take time and fail to order.

An operation may fail before it is applied and be repeated by the client, which nobody sees; be applied, its reply be
lost, and be repeated; or fail for good, applied or not, or applied later. Lists and reads see every finished write, as
in S3. The version of an object is the MD5 of its content, as the ETag of S3: equal content has equal versions.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from pipelines.errors import StorageError
from pipelines.storage.objects import ConflictError, Info

BUCKET = "s3://simulated"
# Longest time, in seconds, after which a request that its client gave up is still applied.
LATE = 300.0


class InjectedError(StorageError):
    """A request failed for good, to order."""


class SimulatedObjects:
    """`Objects` of one bucket: each operation gives way to the other actors before it is applied.

    content  key -> (bytes, Info)
    watch    called with key, bytes before and bytes after (None: no object) at every change
    """

    def __init__(self, world, watch):
        self.content = {}
        self._world = world
        self._watch = watch

    def get(self, key):
        self._read("get", key)
        try:
            return self.content[key]
        except KeyError:
            raise FileNotFoundError(f"{BUCKET}/{key}") from None

    def stream(self, key):
        data = self.get(key)[0]
        yield data[:3]
        if self._world.is_faulty():
            raise InjectedError(f"expected to read {key}, but the reply was torn")
        yield data[3:]

    def head(self, key):
        self._read("head", key)
        found = self.content.get(key)
        return found[1] if found else None

    def list_all(self, prefix):
        self._read("list", prefix)
        start = f"{prefix}/" if prefix else ""
        return sorted(info for key, (_, info) in self.content.items() if key.startswith(start))

    def list_below(self, prefix):
        self._read("list", prefix)
        start = f"{prefix}/" if prefix else ""
        folders, infos = set(), []
        for key, (_, info) in self.content.items():
            if key.startswith(start):
                name, slash, _ = key[len(start) :].partition("/")
                folders.add(start + name) if slash else infos.append(info)
        return sorted(folders), sorted(infos)

    def put(self, key, data):
        content = data.read_bytes() if isinstance(data, Path) else data
        self._change("put", key, lambda: self._write(key, content))

    def create(self, key, data):
        def create():
            if key in self.content:
                raise ConflictError(f"expected to create {key}, but another process was quicker")
            self._write(key, data)

        self._change("create", key, create)

    def swap(self, key, data, version):
        def swap():
            found = self.content.get(key)
            if found is None:
                raise FileNotFoundError(key)
            if found[1].version != version:
                raise ConflictError(f"expected to replace {key}, but another process was quicker")
            self._write(key, data)

        self._change("swap", key, swap)

    def copy(self, source, target):
        def copy():
            if source not in self.content:
                raise FileNotFoundError(source)
            self._write(target, self.content[source][0])

        self._change("copy", target, copy)

    def delete(self, keys):
        for key in keys:  # a store deletes many objects one by one
            self._change("delete", key, lambda key=key: self._remove(key))

    def _read(self, what, key):
        world = self._world
        world.give_way(what, key)
        while world.is_faulty():
            if world.random() < 0.3:
                world.note("failed")
                world.is_troubled = True
                raise InjectedError(f"expected to {what} {key}, but the store answered 503")
            world.give_way(what, key)

    def _change(self, what, key, apply):
        """Apply a change, with the faults of the schedule."""
        world = self._world
        world.give_way(what, key, lambda: self._leave(apply))
        while world.is_faulty():
            if world.random() < 0.4:
                self._leave(apply)
                raise InjectedError(f"expected to {what} {key}, but the store did not answer")
            if world.random() < 0.7:
                world.note("reply lost")
                _ignoring(apply)
            world.give_way(what, key, lambda: self._leave(apply))
        apply()

    def _leave(self, apply):
        """Apply a change now, later or never: its client does not know."""
        self._world.is_troubled = True
        drawn = self._world.random()
        if drawn < 0.4:
            self._world.note("failed, not applied")
        elif drawn < 0.7:
            self._world.note("failed, applied")
            _ignoring(apply)
        else:
            self._world.note("failed, applied later")
            self._world.apply_later(self._world.random() * LATE, lambda: _ignoring(apply))

    def _write(self, key, data):
        before = self.content.get(key)
        version = {"e_tag": hashlib.md5(data, usedforsecurity=False).hexdigest()}
        self.content[key] = data, Info(key, len(data), self._world.now, version)
        self._watch(key, before and before[0], data)

    def _remove(self, key):
        before = self.content.pop(key, None)
        if before is not None:
            self._watch(key, before[0], None)


def _ignoring(apply):
    """Apply a change whose reply nobody gets."""
    with suppress(ConflictError, FileNotFoundError):
        apply()
