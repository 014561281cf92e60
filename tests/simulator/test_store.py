"""The store of the simulator: as strict about conditions as S3, and faulty only to order."""

import pytest
from simulator.schedule import Actor, World
from simulator.store import InjectedError, SimulatedObjects

from pipelines.storage.objects import ConflictError


@pytest.fixture
def store():
    return SimulatedObjects(World(0), lambda *_: None)


def test_creates_and_swaps_keep_their_conditions(store):
    store.create("a", b"one")
    with pytest.raises(ConflictError):
        store.create("a", b"two")
    _, seen = store.get("a")
    store.swap("a", b"two", seen.version)
    with pytest.raises(ConflictError):
        store.swap("a", b"three", seen.version)
    with pytest.raises(FileNotFoundError):
        store.swap("b", b"one", seen.version)
    assert store.get("a")[0] == b"two"


def test_equal_content_has_equal_versions_as_in_s3(store):
    store.put("a", b"one")
    seen = store.head("a")
    store.put("a", b"two")
    store.put("a", b"one")
    store.swap("a", b"three", seen.version)
    assert store.get("a")[0] == b"three"


def test_prefixes_are_folders(store):
    for key in ("x/a", "x/y/b", "xy/c"):
        store.put(key, b"")
    assert [info.key for info in store.list_all("x")] == ["x/a", "x/y/b"]
    folders, infos = store.list_below("x")
    assert (folders, [info.key for info in infos]) == (["x/y"], ["x/a"])
    store.copy("x/a", "z")
    store.delete(["x/a", "missing"])
    assert [info.key for info in store.list_all("")] == ["x/y/b", "xy/c", "z"]


def test_faults_leave_each_outcome():
    """A create may be applied or not when its client gets an error, and be refused by its own first try."""
    outcomes = set()
    for seed in range(300):
        world = World(seed)
        world.share_of_faults = 0.5
        store = SimulatedObjects(world, lambda *_: None)

        def create(_, actor, store=store):
            try:
                store.create("a", b"one")
                outcome = "done"
            except (InjectedError, ConflictError) as error:
                outcome = type(error).__name__
            outcomes.add((outcome, "a" in store.content))

        world.play([Actor("one", "creator", create)])
        outcomes.add(("at the end", "a" in store.content))
    assert outcomes >= {
        ("done", True),
        ("InjectedError", True),
        ("InjectedError", False),
        ("ConflictError", True),
        ("at the end", True),
    }
