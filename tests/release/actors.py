"""Publishers, pruners, people and readers at the same time: what each of them sees of broken promises."""

import contextlib
import multiprocessing
import random
import threading
from pathlib import Path

from release.small_releases import data_of, write_release, write_releases

from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import find_release, find_versions, is_whole
from pipelines.release.listing import list_releases
from pipelines.release.pointers.latest import advance_latest, named_versions, promote, write_pointer_card
from pipelines.release.pointers.tags import set_tag
from pipelines.release.pruning.prune import choose_old, prune_releases


def run_actors(folder, n_rounds):
    """Publish `n_rounds` releases while others prune, promote, tag and read; return the broken promises."""
    promote(folder, write_releases(folder, 3)[-1])
    is_disk = isinstance(folder, Path)
    home = multiprocessing.get_context("fork") if is_disk else threading
    runner = home.Process if is_disk else threading.Thread
    ended, broken = home.Event(), (home.Manager().list() if is_disk else [])
    actors = [runner(target=_repeat, args=(act, folder, ended, broken)) for act in (_prune, _read, _promote, _tag)]
    for actor in actors:
        actor.start()
    for number in range(4, 4 + n_rounds):
        advance_latest(folder, write_release(folder, number))
        write_pointer_card(folder)
    ended.set()
    for actor in actors:
        actor.join()
    return list(broken)


def _repeat(act, folder, ended, broken):
    chance = random.Random(act.__name__)  # noqa: S311 - nobody guesses it
    while not ended.is_set():
        try:
            broken += act(folder, chance)
        except (ConfigError, StorageError, FileNotFoundError):  # pruned a moment ago
            continue
        except Exception as error:  # noqa: BLE001 - an actor would end silently
            broken.append(repr(error))


def _prune(folder, _):
    old = [release.version for release in choose_old(folder, list_releases(folder), keep=1)]
    prune_releases(folder, old, grace=0)
    return []


def _promote(folder, chance):
    promote(folder, chance.choice(find_versions(folder)))
    return []


def _tag(folder, chance):
    """Only this actor moves its tag, so its release stays until it does."""
    version = chance.choice(find_versions(folder))
    set_tag(folder, "paper", version, move=True)
    write_pointer_card(folder)
    lost = [] if find_release(f"{folder}@paper").version == version else [f"paper names {version}, which is gone"]
    return lost + ([] if data_of(folder, version).exists() else [f"{version} has lost its files"])


def _read(folder, _):
    """A release that has a name before and after has its files between."""
    lost = []
    for version in named_versions(folder) & set(find_versions(folder)):
        has_files = data_of(folder, version).exists()
        with contextlib.suppress(FileNotFoundError):
            if not has_files and is_whole(folder, version) and version in named_versions(folder):
                lost.append(f"{version} has a manifest and a name, but no files")
    return lost
