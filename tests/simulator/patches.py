"""The code under test, led to a simulated world: its store, clocks, names and local disk."""

import gc
import logging
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace

from simulator.local_disk import MemoryDisk, move

from pipelines import errors
from pipelines.parts import finish
from pipelines.release.find import MANIFEST
from pipelines.release.pointers import latest as pointers
from pipelines.release.pointers import marks
from pipelines.release.pruning import leftovers, prune
from pipelines.release.publishing import publish
from pipelines.storage import cache, files, folders, parallel, places, swaps
from pipelines.storage.files import write_text
from pipelines.storage.json_files import write_json


class Stage:
    """The world, the store and the local disk of the schedule that is played."""

    world = store = None
    disk = MemoryDisk()

    @classmethod
    def time(cls):
        return cls.world.time()

    @classmethod
    def scratch(cls):
        return cls.disk.scratch()

    @classmethod
    def cache(cls):
        return cls.disk.cache()


def set_stage(world, store):
    Stage.world, Stage.store, Stage.disk = world, store, MemoryDisk()


class SimulatedDatetime(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.fromtimestamp(Stage.world.time(), tz)


class Task:
    """A task that runs when its result is asked for."""

    def __init__(self, function, item):
        self.result = lambda: function(item)

    def cancel(self):
        pass


class OneByOne:
    """A pool that runs one task after another."""

    def __init__(self, _):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    submit = staticmethod(Task)


def write_small_release(folder, draft, identity):
    """Write the files of a release as pipelines.release.publishing.write does, with small contents."""
    for name, place in {**draft.data, **draft.others}.items():
        folder.add(name, place, shared=name in draft.data)
    write_text(folder.local / "README.md", f"{identity['version']} of {draft.facts['code']}")
    rows = {name: {"rows": 3} for name in draft.data}
    entries = [{"path": name, **entry, **rows.get(name, {})} for name, entry in folder.describe(draft.sums).items()]
    write_json(folder.local / MANIFEST, {**identity, **draft.facts, "files": entries})


def small_pointer_card(dataset, version, folders, tags, negatives):
    """Return the README of a dataset with all that matters in it; as YAML it would cost a third of the time."""
    return f"{dataset} {version} {folders} {tags} {negatives}"


CLOCK = SimpleNamespace(time=Stage.time, monotonic=lambda: Stage.world.now)
NAMES = SimpleNamespace(uuid4=lambda: SimpleNamespace(hex=Stage.world.hex()))
PATCHES = [
    (places, "connect", lambda _: Stage.store),
    (parallel, "ThreadPoolExecutor", OneByOne),
    (swaps, "time", CLOCK),
    (finish, "time", CLOCK),
    (publish, "time", CLOCK),
    (marks, "time", CLOCK),
    (leftovers, "time", CLOCK),
    (errors, "redact", lambda value: value),
    (publish, "redact", lambda value: value),
    (publish, "datetime", SimulatedDatetime),
    (publish, "write_release", write_small_release),
    (pointers, "pointer_card", small_pointer_card),
    *((module, "uuid", NAMES) for module in (finish, files, folders, marks, prune, publish, swaps)),
    *((module, "scratch", Stage.scratch) for module in (cache, files, folders)),
    (cache, "cache_folder", Stage.cache),
    (cache, "_evict", lambda _: None),
    (cache, "os", SimpleNamespace(utime=lambda _: None)),
    (files, "sync_file", lambda _: None),
    (files, "sync_folder", lambda _: None),
    (files, "shutil", SimpleNamespace(move=move)),
]


@contextmanager
def patched(patches):
    """Replace attributes of modules: (module, name, value)."""
    before = [(module, name, getattr(module, name)) for module, name, _ in patches]
    for module, name, value in patches:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in reversed(before):
            setattr(module, name, value)


@contextmanager
def simulated():
    """Lead the code under test to the world of `set_stage`."""
    logging.disable(logging.WARNING)
    gc.collect()
    gc.freeze()  # the modules outlive the schedules: looking through them again and again is a tenth of the time
    try:
        with patched(PATCHES):
            yield
    finally:
        gc.unfreeze()
        logging.disable(logging.NOTSET)
