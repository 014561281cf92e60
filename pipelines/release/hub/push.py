"""A release uploaded to the Hugging Face Hub: one commit, its files compared with the release, then a version tag.

The repository then holds the release and nothing else of earlier ones: files that an earlier push left are deleted in
the same commit, since the globs of the card would read them too. Files of other origin are never touched. The tag is
set last, so `load_dataset(name, revision=version)` reads content that was compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import ConfigError, StorageError, ValidationFailed
from pipelines.release.find import MANIFEST, Release, read_manifest
from pipelines.release.hub.repository import KIND, Found, Repository, find_differing, look_at, open_hub
from pipelines.release.verification.verify import verify_release
from pipelines.storage.files import sha256_file

if TYPE_CHECKING:  # see hub
    from huggingface_hub import HfApi

# Files that the Hub, or its form for new repositories, puts into an empty repository.
HUB_FILES = frozenset({".gitattributes", "README.md"})
DATA = "data/"
# Names that a message lists.
EXAMPLES = 3


@dataclass(frozen=True)
class Push:
    """A release in a repository of the Hub, or on its way there.

    files, bytes  number and size of its files, the manifest included
    deleted       files of an earlier push that are not in this release
    is_new        the repository does not exist yet
    commit        the commit that holds the release; "" for a dry run
    pushed        False for a dry run, and for a release that the repository already has
    current       version of the release that main holds: before a dry run, after a push; "" for none
    """

    repository: str
    version: str
    files: int
    bytes: int
    deleted: tuple[str, ...] = ()
    is_new: bool = False
    commit: str = ""
    url: str = ""
    pushed: bool = False
    current: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def push_release(
    release: Release, repository: Repository, *, replace: bool = False, dry_run: bool = False, workers: int = 1
) -> Push:
    """Verify a release, upload it as one commit, compare the uploaded files with it, and tag the commit.

    replace  make it the current content even if main holds a newer release
    dry_run  stop before anything is changed
    workers  processes that verify the release
    Return the existing commit, with `pushed` False, if the repository has the release already, unless main holds an
    older one. Raise ValidationFailed for a damaged release, ConfigError for a repository with other content,
    StorageError if the Hub refuses or fails.
    """
    _verify(release, workers)
    sums = _checksums(release)
    with open_hub(repository) as api:
        found = look_at(api, repository.name, release.version)
        _check_repository(found, release, repository, replace=replace)
        push = Push(
            repository.name,
            release.version,
            files=len(sums),
            bytes=release.bytes + (release.folder / MANIFEST).stat().st_size,
            deleted=tuple(sorted((found.pushed_files & found.files) - sums.keys())),
            is_new=not found.head,
            current=str(found.manifest.get("version", "")),
        )
        if found.tagged:
            _check_uploaded(api, release, repository.name, found.tagged, sums)
            if push.current == release.version or (push.current > release.version and not replace):
                return _at(push, api, found.tagged, pushed=False)
        if dry_run:
            return push
        commit = _commit(api, release, repository, push, found)
        _check_uploaded(api, release, repository.name, commit, sums)
        if not found.tagged:
            api.create_tag(repository.name, tag=release.version, revision=commit, repo_type=KIND)
        return _at(push, api, commit, pushed=True)


def _verify(release: Release, workers: int) -> None:
    checks = verify_release(release.folder, workers=workers)
    faults = [check.name for check in checks if check.is_of_release and not check.holds]
    if faults:
        raise ValidationFailed(
            f"expected a whole release to push, but {', '.join(faults)} do not hold in {release.path}: "
            "nothing was uploaded; see `spindle verify`"
        )


def _checksums(release: Release) -> dict[str, str]:
    """Path in the release -> SHA-256 of each of its files, the manifest included."""
    sums = {entry["path"]: str(entry["sha256"]) for entry in read_manifest(release.folder)["files"]}
    return sums | {MANIFEST: sha256_file(release.folder / MANIFEST)}


def _check_repository(found: Found, release: Release, repository: Repository, *, replace: bool) -> None:
    """Raise ConfigError if the repository has content that the release would mix with or step back behind."""
    name, manifest = repository.name, found.manifest
    foreign = sorted(found.files - found.pushed_files - HUB_FILES)
    mixing = [path for path in foreign if path.startswith(DATA)] if manifest else foreign
    if mixing:
        raise ConfigError(
            f"expected {name} to be empty or to hold a release of Spindle, found {_list_few(mixing)}: "
            "give another name, or delete these files there"
        )
    if manifest and manifest.get("dataset") != release.dataset:
        raise ConfigError(
            f"expected {name} to hold releases of {release.dataset}, found {str(manifest.get('dataset'))[:60]!r}: "
            "give another name, one repository for each dataset"
        )
    if manifest and manifest["version"] > release.version and not found.tagged and not replace:
        raise ConfigError(
            f"expected {name} to have no newer release than {release.version}, found {manifest['version'][:60]}: "
            "add --replace to make the older one its current content"
        )
    if found.head and repository.private and not found.private:
        raise ConfigError(
            f"expected {name} to be private, but it exists and is public: change it in its settings there"
        )


def _commit(api: "HfApi", release: Release, repository: Repository, push: Push, found: Found) -> str:
    """Upload all files as one commit on top of the state that was looked at; return its id."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete  # noqa: PLC0415 - see above

    head = found.head
    if not head:
        api.create_repo(repository.name, repo_type=KIND, private=repository.private)
        head = str(api.repo_info(repository.name, repo_type=KIND).sha)
    names = [*(entry["path"] for entry in read_manifest(release.folder)["files"]), MANIFEST]
    added = [CommitOperationAdd(path, _to_upload(release.folder / path)) for path in names]
    deleted = [CommitOperationDelete(path, is_folder=False) for path in push.deleted]
    done = api.create_commit(
        repository.name,
        [*added, *deleted],
        commit_message=f"{release.dataset} {release.version}",
        commit_description=f"{release.rows:,} pairs of clean and spun news. Fingerprint {release.fingerprint}.",
        repo_type=KIND,
        parent_commit=head,
    )
    return str(done.oid)


def _to_upload(place: Any) -> Any:
    """A path on a disk; the open file of an object store."""
    return str(place) if isinstance(place, Path) else place.open("rb")


def _check_uploaded(api: "HfApi", release: Release, name: str, commit: str, sums: Mapping[str, str]) -> None:
    """Raise StorageError if a file of a commit differs from that of the release."""
    wrong = find_differing(api, name, commit, release.folder, sums)
    if wrong:
        raise StorageError(
            f"expected the files of {release.version} in commit {commit} of {name}, but {len(wrong):,} of "
            f"{len(sums):,} are missing or differ ({_list_few(wrong)}): delete the tag {release.version} there if it "
            "exists, and push again"
        )


def _at(push: Push, api: "HfApi", commit: str, *, pushed: bool) -> Push:
    url = f"{api.endpoint}/datasets/{push.repository}/tree/{push.version}"
    current = push.version if pushed else push.current
    return Push(**asdict(push) | {"commit": commit, "url": url, "pushed": pushed, "current": current})


def _list_few(names: Sequence[str]) -> str:
    few = ", ".join(name[:60] for name in names[:EXAMPLES])
    return few + (f" and {len(names) - EXAMPLES:,} more" if len(names) > EXAMPLES else "")
