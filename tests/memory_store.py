"""An object store in memory, for tests: what a test does to s3://… is seen by the code under test, and gone after it.

@pytest.fixture
def store(monkeypatch):
    return use_memory(monkeypatch)

open_place("s3://memory/corpora")  # is in store["s3://memory"]
"""

import threading
import time
from pathlib import Path

from pipelines.storage import objects, places
from pipelines.storage.objects import ConflictError, Info


class MemoryObjects:
    """`Objects` of one bucket in memory. Safe between threads; each operation is atomic."""

    def __init__(self, bucket="s3://memory"):
        self.bucket = bucket
        self.content = {}  # key -> (bytes, Info)
        self._lock = threading.RLock()
        self._versions = 0

    def get(self, key):
        with self._lock:
            if key not in self.content:
                raise FileNotFoundError(f"{self.bucket}/{key}")
            return self.content[key]

    def stream(self, key):
        yield self.get(key)[0]

    def head(self, key):
        found = self.content.get(key)
        return found[1] if found else None

    def put(self, key, data):
        data = data.read_bytes() if isinstance(data, Path) else bytes(data)
        with self._lock:
            self._versions += 1
            self.content[key] = data, Info(key, len(data), time.time(), {"e_tag": f'"{self._versions}"'})

    def create(self, key, data):
        with self._lock:
            if key in self.content:
                raise ConflictError(f"expected to create {self.bucket}/{key}, but another process was quicker")
            self.put(key, data)

    def swap(self, key, data, version):
        with self._lock:
            if self.get(key)[1].version != version:
                raise ConflictError(f"expected to replace {self.bucket}/{key}, but another process was quicker")
            self.put(key, data)

    def list_all(self, prefix):
        start = f"{prefix}/" if prefix else ""
        with self._lock:
            return sorted(info for key, (_, info) in self.content.items() if key.startswith(start))

    def list_below(self, prefix):
        start = f"{prefix}/" if prefix else ""
        infos = self.list_all(prefix)
        direct = [info for info in infos if "/" not in info.key[len(start) :]]
        folders = {start + info.key[len(start) :].partition("/")[0] for info in infos if info not in direct}
        return sorted(folders), direct

    def copy(self, source, target):
        self.put(target, self.get(source)[0])

    def delete(self, keys):
        with self._lock:
            for key in keys:
                self.content.pop(key, None)

    def make_older(self, prefix, seconds):
        """Let objects whose key begins with `prefix` look as if they had been put so much earlier."""
        with self._lock:
            for key, (data, info) in self.content.items():
                if key.startswith(prefix):
                    self.content[key] = data, info._replace(modified=info.modified - seconds)


class Buckets(dict):
    """Bucket, such as s3://memory -> MemoryObjects; made at its first use."""

    def __missing__(self, bucket):
        return self.setdefault(bucket, MemoryObjects(bucket))


def use_memory(monkeypatch):
    """Let all addresses lead to memory during a test; return the buckets."""
    buckets = Buckets()
    for module in (objects, places):
        monkeypatch.setattr(module, "connect", buckets.__getitem__)
    return buckets
