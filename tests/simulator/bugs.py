"""Bugs planted in the code under test, each of which the invariants must catch: name -> patches."""

import json

from simulator import actors
from simulator.patches import Stage

from pipelines.parts import finish
from pipelines.release.find import LATEST, MANIFEST, is_whole
from pipelines.release.pointers import latest as pointers
from pipelines.release.pointers import marks, tags
from pipelines.release.pointers.marks import HIDING, read_mark, set_mark
from pipelines.release.pruning import leftovers, prune
from pipelines.release.publishing import publish
from pipelines.storage import folders, swaps
from pipelines.storage.files import delete_files, list_files, write_text
from pipelines.storage.objects import ConflictError
from pipelines.storage.receipts import DamagedError
from pipelines.storage.swaps import create_text, read_seen

_commit_objects = folders.FolderDraft.commit_objects


def commit_first(draft, folder, last):
    """Create the manifest before the files that it names."""
    return create_text(folder / last, (draft.local / last).read_text(encoding="utf-8")) and _commit_objects(
        draft, folder, last
    )


def write_over(place, seen, text):
    """Write a file, whatever has happened to it since it was seen."""
    write_text(place, text)
    return True


def advance_always(dataset_folder, version):
    """Let LATEST name a version, also an older one."""
    write_text(dataset_folder / LATEST, f"{version}\n")


def hide_files_first(dataset_folder, version):
    """Delete the files of a release, then its manifest."""
    files = list_files(dataset_folder / version)
    delete_files(dataset_folder / version, sorted(files, key=lambda name: name == MANIFEST))
    return True


def hide_unchecked(dataset_folder, version):
    """Take the manifest of a release without another look at LATEST and the tags."""
    place = dataset_folder / version / MANIFEST
    manifest = read_seen(place).text
    if manifest and set_mark(read_mark(dataset_folder, version), HIDING, manifest):
        place.unlink(missing_ok=True)
    return True


def put_always(place, text, seen):
    """Put an object, whatever is there."""
    place.objects.put(place.key, text.encode())
    return True


def put_without_look(place, text, seen):
    """Treat each refusal as that of another process."""
    try:
        if seen.text is None:
            place.objects.create(place.key, text.encode())
        else:
            place.objects.swap(place.key, text.encode(), seen.version)
    except (FileNotFoundError, ConflictError):
        return False
    return True


def read_as_damaged(place):
    """Treat a receipt that cannot be read now as a damaged one."""
    try:
        return json.loads(place.read_text(encoding="utf-8"))
    except Exception as error:
        raise DamagedError(str(error)) from error


def own_clock(_):
    """The time of the process, whose clock may be wrong."""
    return Stage.time()


BUGS = {
    "manifest before the files": [(folders.FolderDraft, "commit_objects", commit_first)],
    "LATEST without compare-and-swap": [(pointers, "swap_text", write_over)],
    "LATEST without the forward rule": [(publish, "advance_latest", advance_always)],
    "prune deletes files before the manifest": [(prune, "_hide", hide_files_first)],
    "prune without another look at LATEST and tags": [(prune, "_hide", hide_unchecked)],
    "prune without grace": [(actors, "GRACE", 0.0)],
    "tags set without a look at marks": [(tags, "is_lasting", is_whole)],
    "LATEST moved without a look at marks": [(pointers, "is_lasting", is_whole)],
    "put in place of put-if-absent": [(swaps, "_put_if", put_always)],
    "a lost reply treated as a refusal": [(swaps, "_put_if", put_without_look)],
    "two publishers with one version": [(publish, "_claim_version", publish.next_version)],
    "ages on the clock of the process": [(module, "read_clock", own_clock) for module in (leftovers, marks)],
    "a failed read treated as damage": [(finish, "read_receipt", read_as_damaged)],
}
