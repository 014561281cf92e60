"""`spindle tag`: names for releases, which readers can follow."""

from pipelines.cli import terminal
from pipelines.errors import ConfigError
from pipelines.release.find import find_release, find_versions, is_whole, split_name
from pipelines.release.pointers.latest import write_pointer_card
from pipelines.release.pointers.tags import delete_tag, list_tags, set_tag
from pipelines.storage.places import Place


def run(path: str, name: str | None, *, move: bool, delete: bool) -> None:
    place = terminal.check_folder(path)
    if name is None:
        if move or delete:
            raise ConfigError("expected a name with --move or --delete, got none: spindle tag RELEASE NAME --move")
        _show(_dataset_of(place))
    elif delete:
        folder = _dataset_of(place)
        version = delete_tag(folder, name)
        write_pointer_card(folder)
        terminal.stdout().print(f"deleted the tag {name}, which named {version}", soft_wrap=True)
    else:
        _set(place, name, move=move)


def _set(place: Place, name: str, *, move: bool) -> None:
    release = find_release(place)
    folder = release.folder.parent
    before = set_tag(folder, name, release.version, move=move)
    write_pointer_card(folder)
    how = "names" if before in (None, release.version) else f"moved from {before} to"
    terminal.stdout().print(f"{name} {how} {release.version}: {folder}@{name}", soft_wrap=True)


def _dataset_of(place: Place) -> Place:
    """Return the folder of the dataset of a release, or the folder itself if it is that of a dataset."""
    if split_name(place)[1] is None and (find_versions(place) or list_tags(place)):
        return place
    return find_release(place).folder.parent


def _show(folder: Place) -> None:
    tags = list_tags(folder)
    if not tags:
        terminal.stderr().print(f"no tags in {folder}", soft_wrap=True)
    for name, version in tags.items():
        gone = "" if is_whole(folder, version) else "  (there is no such release)"
        terminal.stdout().print(f"{name}  {version}{gone}", soft_wrap=True)
