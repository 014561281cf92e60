"""Schedules played from their seeds, each in a world of its own."""

from functools import lru_cache

from simulator.actors import CONTENTS, builder, damager, publisher, reader, write_sources
from simulator.invariants import Invariants
from simulator.patches import set_stage
from simulator.schedule import DAY, START, World
from simulator.store import SimulatedObjects


def make_world(seed, content, *, tracing=False):
    """Return a world, with its store and invariants, for the code under test."""
    world = World(seed, tracing=tracing)
    world.store = SimulatedObjects(world, content, lambda *change: world.invariants.watch(*change))
    world.invariants = Invariants(world, world.store.content)
    world.published = []
    set_stage(world, world.store)
    return world


@lru_cache(maxsize=1)
def starting_contents():
    """The objects that schedules begin with: no release, or two of ten and five days ago."""
    world = make_world(0, {})
    world.share_of_faults = 0.0
    write_sources(world.store)
    empty = dict(world.store.content)
    for days, content in ((10, "apples"), (5, "birds")):
        world.now = START - days * DAY
        publisher("first", content).run(world, None)
    assert not world.violations
    return empty, dict(world.store.content)


def cast_publishing(world):
    """Publishers of the same and of other contents, and a reader."""
    contents = [world.draw(CONTENTS) for _ in range(world.draw((1, 2, 2, 3)))]
    return [publisher(f"publisher {i}", content) for i, content in enumerate(contents)] + [reader("reader")]


def cast_building(world):
    """Builders of the same part, and whoever damages its files."""
    builders = [builder(f"builder {i}", world.draw((1, 1, 2))) for i in range(world.draw((1, 2, 2)))]
    return builders + [damager("damager")] * world.draw((0, 0, 1))


CASTS = (cast_publishing, cast_building)


def play(seed, *, tracing=False):
    """Play the schedule of a seed; return its world, with its violations."""
    contents = starting_contents()
    world = make_world(seed, {}, tracing=tracing)
    cast = world.draw(CASTS)
    world.store.content.update(world.draw(contents) if cast is cast_publishing else contents[0])
    world.invariants.__init__(world, world.store.content)
    actors = cast(world)
    world.play(actors)
    world.invariants.check_end()
    return world
