"""`spindle promote`: LATEST moved to another release, newer or older, or back to the former one."""

from pipelines.cli import terminal
from pipelines.errors import ConfigError
from pipelines.release.find import find_release, find_versions, split_name
from pipelines.release.pointers.latest import find_former, promote
from pipelines.storage.places import Place


def run(path: str, version: str | None, *, back: bool) -> None:
    folder, wanted = _choose(path, version, back=back)
    folder = folder.resolve()  # "." has no name
    before = promote(folder, wanted)
    console = terminal.stdout()
    if before == wanted:
        console.print(f"LATEST of {folder.name} names {wanted} already", soft_wrap=True)
        return
    where = "back" if before and wanted < before else "forward"
    moved = f"moved {where} from {before} to {wanted}" if before else f"names {wanted} now, and named none before"
    console.print(f"LATEST of {folder.name} {moved}", soft_wrap=True)


def _choose(path: str, version: str | None, *, back: bool) -> tuple[Place, str]:
    """Return the folder of the dataset and the version that LATEST is to name."""
    place = terminal.check_folder(path)
    is_dataset = split_name(place)[1] is None and bool(find_versions(place))
    if back:
        if version is not None or not is_dataset:
            raise ConfigError(f"expected the folder of a dataset with --back, got {path}: leave out the version")
        return place, find_former(place)
    if version is None and is_dataset:
        raise ConfigError(
            f"expected the release that LATEST of {path} is to name, got none: add a version or a tag as second "
            "argument, or --back for the release before"
        )
    release = find_release(place if version is None else f"{place}@{version}")
    return release.folder.parent, release.version
