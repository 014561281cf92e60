"""The processes of a schedule: publishers, builders of parts, readers, and whoever damages files."""

import hashlib

from simulator.invariants import DATASET
from simulator.schedule import DAY, Actor
from simulator.store import BUCKET, InjectedError

from pipelines.config.stages import PublishRelease
from pipelines.errors import ConfigError, StorageError
from pipelines.parts.finish import check_parts, finish_part
from pipelines.release.find import LATEST, TAGS, find_versions, latest_version, read_manifest, tagged_version
from pipelines.release.listing import list_releases
from pipelines.release.pointers.latest import promote
from pipelines.release.pointers.tags import delete_tag, set_tag
from pipelines.release.pruning.leftovers import remove_leftovers
from pipelines.release.pruning.prune import choose_old, finish_pruning, hide_release, prune_releases
from pipelines.release.publishing.publish import publish_draft
from pipelines.release.publishing.write import Draft
from pipelines.storage.files import sha256_file
from pipelines.storage.places import ObjectPath

FOLDER = ObjectPath(BUCKET, DATASET)
# Name of what a publisher publishes -> content of its files, in work/.
CONTENTS = ("apples", "birds", "clouds", "doves")
SETTINGS = PublishRelease()
TAG = "paper"
TRIES = 3
# Seconds for which the files of a pruned release stay.
GRACE = DAY
DATA, RESULTS = "data/train/part-00000.parquet", "quality/results.json"
FACTS = {
    "dataset": "news",
    "rows": 3,
    "splits": {"train": 3},
    "words": 30,
    "swap_rate": 0.2,
    "bytes": 10,
    "seed": 0,
    "verdict": "passed",
    "config": {},
}


def source_of(content, path):
    """The place in work/ of a file to be published, and its bytes."""
    return FOLDER / f"work/validate_pairs/{content}/{path.replace('/', '-')}", f"{content} {path}".encode()


def write_sources(store):
    """Put the files to be published into a store."""
    for content in CONTENTS:
        for path in (DATA, RESULTS):
            place, data = source_of(content, path)
            store.put(place.key, data)


def make_draft(content, code):
    """A draft of a release; drafts of other code differ in README and manifest, but not in their data."""
    sources = {path: source_of(content, path) for path in (DATA, RESULTS)}
    return Draft(
        dataset_folder=FOLDER,
        data={DATA: sources[DATA][0]},
        others={RESULTS: sources[RESULTS][0]},
        sums={path: hashlib.sha256(data).hexdigest() for path, (_, data) in sources.items()},
        settings=SETTINGS,
        facts={**FACTS, "code": code},
    )


def retry(world, work):
    """Repeat work that fails, as Airflow does; return its result, or None if no try succeeds."""
    for _ in range(TRIES):
        try:
            return work()
        except StorageError:
            continue
        except ConfigError:  # what was asked for is not there
            return None
        except Exception as error:  # noqa: BLE001 - any that is not ours
            world.violate(f"no traceback: {world.current.name} meets {error!r}")
            return None
    return None


def publisher(name, content):
    """Publish a content."""

    def run(world, actor):
        release = retry(world, lambda: publish_draft(make_draft(content, name)))
        if release:
            world.published.append(release.version)

    return Actor(name, "publisher", run)


def pruner(name, keep):
    """Prune all releases but the newest `keep` and those that LATEST or a tag names."""

    def work():
        chosen = choose_old(FOLDER, list_releases(FOLDER), keep=keep)
        return prune_releases(FOLDER, [release.version for release in chosen], grace=GRACE)

    return Actor(name, "pruner", lambda world, _: retry(world, work))


def cleaner(name):
    """Delete what broken-off runs have left."""
    return Actor(name, "cleaner", lambda world, _: retry(world, lambda: remove_leftovers(FOLDER)))


def hider(name, version):
    """Hide a release, the step of pruning that races with those who let LATEST or a tag name it."""

    def work():
        return hide_release(FOLDER, version), finish_pruning(FOLDER, grace=GRACE)

    return Actor(name, "pruner", lambda world, _: retry(world, work))


def promoter(name, known=None):
    """Let LATEST name a known version, or any that is there."""

    def run(world, actor):
        version = known or retry(world, lambda: world.draw(find_versions(FOLDER) or [""]))
        if version and retry(world, lambda: (promote(FOLDER, version),)):
            world.invariants.promise(LATEST, version)

    return Actor(name, "promoter", run)


def tagger(name, tag, known=None):
    """Let a tag name a known version, or any that is there, or delete it."""

    def run(world, actor):
        version = known or retry(world, lambda: world.draw([*find_versions(FOLDER), ""]))
        if version and retry(world, lambda: (set_tag(FOLDER, tag, version, move=True),)):
            world.invariants.promise(f"{TAGS}/{tag}", version)
        elif version == "":
            retry(world, lambda: delete_tag(FOLDER, tag))

    return Actor(name, "tagger", run)


def reader(name, find_version):
    """Read a release, each file of it: that of LATEST or of a tag, or the oldest, which may be pruned meanwhile."""

    def find():
        version = find_version()
        return version and (version, read_manifest(FOLDER / version))

    def run(world, actor):
        for _ in range(TRIES):
            try:
                found = find()
            except InjectedError:
                return
            except StorageError:  # pruned since its name was read
                continue
            if found:
                read_files(world, name, *found)
                return

    return Actor(name, "reader", run)


def read_files(world, name, version, manifest):
    """Read the files of a release whose manifest was read a moment ago; all of them must be there."""
    for entry in manifest["files"]:
        try:
            found = sha256_file(FOLDER / version / entry["path"])
        except InjectedError:
            return
        except (StorageError, OSError) as error:
            found = repr(error)
        if found != entry["sha256"]:
            world.violate(f"whole or absent: {name} reads {entry['path']} of {version}, and gets {found}")


def builder(name, inputs):
    """Build a part from a part, as two stages do, and read it."""

    def compute(writer):
        (writer.folder / "articles.json").write_bytes(f"articles of {inputs}".encode())
        (writer.folder / "rejects.parquet").write_bytes(f"rejects of {inputs}".encode())

    def compute_next(writer):
        (writer.folder / "pairs.json").write_bytes(f"pairs of {inputs}".encode())

    def work():
        articles = finish_part(FOLDER, "ingest_articles", inputs=inputs, label="a", compute=compute)
        pairs = finish_part(
            FOLDER, "spin_articles", inputs=[articles.key], label="a", compute=compute_next, reads=[articles]
        )
        check_parts([pairs], "stored")
        return pairs

    def run(world, actor):
        pairs = retry(world, work)
        if pairs and pairs.sums["pairs.json"] != hashlib.sha256(f"pairs of {inputs}".encode()).hexdigest():
            world.violate(f"whole or absent: {name} builds another part")

    return Actor(name, "builder", run)


def damager(name):
    """Damage a file of a part: flip it, cut it, or lose it."""

    def run(world, actor):
        for _ in range(world.draw((1, 2, 4, 8, 16))):
            world.give_way("wait", "")
        content = world.store.content
        keys = [key for key in content if key.startswith((f"{DATASET}/work/", f"{DATASET}/rejects/"))]
        keys = [key for key in keys if "/validate_pairs/" not in key and content[key][0]]
        if not keys:
            return
        key = world.draw(keys)
        data = content[key][0]
        world.invariants.damage(key)
        world.note(f"damages {key}")
        kind = world.draw(("flip", "cut", "lose"))
        if kind == "lose":
            world.store._remove(key)
        else:
            world.store._write(key, data[:-1] if kind == "cut" else bytes([data[0] ^ world.draw((1, 128))]) + data[1:])

    return Actor(name, "damager", run)


def follow_latest():
    return latest_version(FOLDER)


def follow_tag():
    return tagged_version(FOLDER, TAG)


def take_oldest():
    return next(iter(find_versions(FOLDER)), None)
