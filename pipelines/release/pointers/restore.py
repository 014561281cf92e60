"""A release that was about to be pruned, whole again."""

from pipelines.release.find import MANIFEST
from pipelines.release.pointers.marks import DELETING, RESTORED, RESTORING, read_mark, set_mark
from pipelines.storage.places import Place
from pipelines.storage.swaps import create_text


def restore_release(dataset_folder: Place, version: str, manifest: str = "") -> bool:
    """Write the manifest of a hidden release again; return False if its files are being deleted, or gone.

    manifest  its text, if the caller has taken it away; else the mark has it
    """
    while True:
        mark = read_mark(dataset_folder, version)
        if mark.seen.text is None or mark.state == DELETING:
            return False
        if mark.state == RESTORING and not mark.is_left:
            return True  # another process is at it
        text = mark.manifest if mark.state else manifest
        if not text:
            return True  # it was never hidden, or is whole again
        ours = set_mark(mark, RESTORING, text)
        if ours is not None:
            create_text(dataset_folder / version / MANIFEST, text)
            set_mark(ours, RESTORED, text)
            return True
