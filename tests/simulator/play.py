"""Schedules played from their seeds, each in a world of its own."""

from functools import lru_cache

from simulator.actors import (
    CONTENTS,
    FOLDER,
    GRACE,
    TAG,
    builder,
    cleaner,
    damager,
    follow_latest,
    follow_tag,
    hider,
    promoter,
    pruner,
    publisher,
    reader,
    tagger,
    take_oldest,
    write_sources,
)
from simulator.invariants import Invariants
from simulator.patches import set_stage
from simulator.schedule import DAY, START, EndlessError, World
from simulator.store import LATE, SimulatedObjects

from pipelines.release.find import MANIFEST, find_versions
from pipelines.release.pointers.marks import PATIENCE
from pipelines.release.pointers.tags import set_tag
from pipelines.release.pruning.prune import hide_release, prune_releases


def make_world(seed, *, tracing=False):
    """Return a world, with its store, for the code under test."""
    world = World(seed, tracing=tracing)
    world.store = SimulatedObjects(world, world.watch)
    world.invariants = Invariants(world, world.store.content)
    world.published = []
    set_stage(world, world.store)
    return world


@lru_cache(maxsize=1)
def starting_contents():
    """The objects that schedules begin with: no release; two old ones; three, one of them hidden, one with a tag."""
    world = make_world(0)
    world.share_of_faults = 0.0
    write_sources(world.store)
    contents = [dict(world.store.content)]
    for days, content in ((10, "apples"), (9, "birds")):
        world.now = START - days * DAY
        publisher("first", content).run(world, None)
    contents.append(dict(world.store.content))
    world.now = START - 3 * DAY
    publisher("first", "clouds").run(world, None)
    oldest, second, _ = find_versions(FOLDER)
    hide_release(FOLDER, oldest)
    set_tag(FOLDER, TAG, second)
    contents.append(dict(world.store.content))
    assert not world.violations, world.violations
    return contents


def cast_publishing(world):
    """Publishers of the same and of other contents, and a reader."""
    contents = [world.draw(CONTENTS) for _ in range(world.draw((1, 2, 2, 3)))]
    return [publisher(f"publisher {i}", content) for i, content in enumerate(contents)] + _others(world)


def _others(world):
    """A reader, or whoever deletes what broken-off runs have left."""
    return [world.draw((reader("reader", follow_latest), reader("reader", take_oldest), cleaner("cleaner")))]


def cast_pruning(world):
    """A pruner or two, those who let LATEST or a tag name old releases, a publisher, readers."""
    others = (
        lambda: promoter("promoter"),
        lambda: tagger("tagger", TAG),
        lambda: tagger("other tagger", TAG),
        lambda: pruner("other pruner", 1),
        lambda: publisher("publisher", world.draw(CONTENTS)),
        lambda: reader("reader", follow_latest),
        lambda: reader("visitor", take_oldest),
        lambda: reader("follower", follow_tag),
    )
    chosen = {int(world.random() * len(others)) for _ in range(world.draw((1, 2, 3)))}
    return [pruner("pruner", world.draw((1, 1, 2)))] + [others[i]() for i in sorted(chosen)]


def cast_racing(world):
    """A process that hides the oldest release, and others that let LATEST or a tag name it."""
    oldest = next(key for key in starting_contents()[1] if key.endswith(f"/{MANIFEST}")).split("/")[-2]
    others = (
        lambda: promoter("promoter", oldest),
        lambda: tagger("tagger", TAG, oldest),
        lambda: hider("other pruner", oldest),
        lambda: reader("visitor", take_oldest),
    )
    return [hider("pruner", oldest)] + [world.draw(others)() for _ in range(world.draw((1, 1, 2)))]


def cast_building(world):
    """Builders of the same part, and whoever damages its files."""
    builders = [builder(f"builder {i}", world.draw((1, 1, 2))) for i in range(world.draw((1, 2, 2)))]
    return builders + [damager("damager")] * world.draw((0, 0, 1))


# Cast -> the starting contents that it may begin with.
CASTS = {
    cast_publishing: slice(2),
    cast_pruning: slice(1, None),
    cast_racing: slice(1, 2),
    cast_building: slice(1),
}
# Races are short, so many of them are played.
DRAWN = (cast_publishing, cast_pruning, cast_racing, cast_racing, cast_building)


def play(seed, *, tracing=False):
    """Play the schedule of a seed; return its world, with its violations."""
    contents = starting_contents()
    world = make_world(seed, tracing=tracing)
    cast = world.draw(DRAWN)
    world.store.content.update(world.draw(contents[CASTS[cast]]))
    world.invariants.expect_all()
    try:
        actors = cast(world)
        world.play(actors)
        if cast is cast_pruning and world.random() < 0.3:
            world.now += 2 * DAY
            second = cast(world)
            world.play(second)
            actors += second
        if cast is not cast_building:
            end(world, actors)
    except EndlessError as error:
        world.violate(f"an end: {error}")
    return world


def end(world, actors):
    """Check the releases that the actors leave, as they are and tidied up by a run of prune without faults."""
    if not world.is_troubled:
        world.invariants.check_pointers()
    world.share_of_faults = 0.0
    world.now += PATIENCE + LATE
    prune_releases(FOLDER, [], grace=GRACE)
    is_moved_back = any(actor.kind == "promoter" for actor in actors)
    world.invariants.check_end([] if is_moved_back else world.published)
