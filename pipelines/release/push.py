"""A release uploaded to the Hugging Face Hub: one commit, its files compared with the release, then a version tag.

The repository then holds the release and nothing else of earlier ones: files that an earlier push left are deleted in
the same commit, since the globs of the card would read them too. Files of other origin are never touched. The tag is
set last, so `load_dataset(name, revision=version)` reads content that was compared.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import ConfigError, SpindleError, StorageError, ValidationFailed
from pipelines.release.find import MANIFEST, Release, read_manifest
from pipelines.release.verify import verify_release
from pipelines.storage.addresses import HUB_KINDS
from pipelines.storage.files import sha256_file

if TYPE_CHECKING:  # takes longer to load than `spindle --help` should
    from huggingface_hub import HfApi

KIND = "dataset"
REPOSITORY = re.compile(r"hf://(?:datasets/)?(?P<owner>[A-Za-z0-9][\w.-]*)/(?P<name>[A-Za-z0-9][\w.-]*)/?")
# Files that the Hub, or its form for new repositories, puts into an empty repository.
HUB_FILES = frozenset({".gitattributes", "README.md"})
DATA = "data/"
# Paths in one question to the Hub, and names that a message lists.
BATCH, EXAMPLES, LONGEST = 500, 3, 300
LOGIN = "set HF_TOKEN or log in with `hf auth login`; the token needs write access"


@dataclass(frozen=True)
class Repository:
    """A dataset repository of the Hub.

    name      "owner/name"
    token     access token; None: that of HF_TOKEN or of the login
    endpoint  address of the Hub; None: that of HF_ENDPOINT, or huggingface.co
    private   create it as a private one
    """

    name: str
    token: str | None = field(default=None, repr=False)
    endpoint: str | None = None
    private: bool = False


@dataclass(frozen=True)
class Push:
    """A release in a repository of the Hub, or on its way there.

    files, bytes  number and size of its files, the manifest included
    deleted       files of an earlier push that are not in this release
    is_new        the repository does not exist yet
    commit        the commit that holds the release; "" for a dry run
    pushed        False for a dry run, and for a release that the repository already has
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

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class _Found:
    """The state of a repository: its last commit ("" if it does not exist), files, manifest, and tag of the version."""

    head: str = ""
    files: frozenset[str] = frozenset()
    manifest: Mapping[str, Any] = field(default_factory=dict)
    tagged: str = ""
    private: bool = True

    @property
    def pushed_files(self) -> set[str]:
        """Files of the release that an earlier push left."""
        return {entry["path"] for entry in self.manifest.get("files", ())} | ({MANIFEST} if self.manifest else set())


def parse_repository(address: str) -> str:
    """Return "owner/name" of an address on the Hub; raise ConfigError.

    >>> parse_repository("hf://datasets/owner/news"), parse_repository("hf://owner/news")
    ('owner/news', 'owner/news')
    """
    found = REPOSITORY.fullmatch(address)
    if not found or found["owner"] in (*HUB_KINDS, "datasets"):
        raise ConfigError(f"expected a dataset of the Hub as hf://datasets/OWNER/NAME, got {address[:60]!r}")
    return f"{found['owner']}/{found['name']}"


def push_release(
    release: Release, repository: Repository, *, replace: bool = False, dry_run: bool = False, workers: int = 1
) -> Push:
    """Verify a release, upload it as one commit, compare the uploaded files with it, and tag the commit.

    replace  push even if the repository has a newer release
    dry_run  stop before anything is changed
    workers  processes that verify the release
    Return the existing commit, with `pushed` False, if the repository has the release already. Raise ValidationFailed
    for a damaged release, ConfigError for a repository with other content, StorageError if the Hub refuses or fails.
    """
    _verify(release, workers)
    sums = _checksums(release)
    with _open_hub(repository) as api:
        found = _look(api, repository.name, release.version)
        _check_repository(found, release, repository, replace=replace)
        push = Push(
            repository.name,
            release.version,
            files=len(sums),
            bytes=release.bytes + (release.folder / MANIFEST).stat().st_size,
            deleted=tuple(sorted((found.pushed_files & found.files) - sums.keys())),
            is_new=not found.head,
        )
        if found.tagged:
            _check_uploaded(api, release, repository.name, found.tagged, sums)
            return _at(push, api, found.tagged, pushed=False)
        if dry_run:
            return push
        commit = _commit(api, release, repository, push, found)
        _check_uploaded(api, release, repository.name, commit, sums)
        api.create_tag(repository.name, tag=release.version, revision=commit, repo_type=KIND)
        return _at(push, api, commit, pushed=True)


def _verify(release: Release, workers: int) -> None:
    faults = [check.name for check in verify_release(release.folder, workers=workers) if not check.holds]
    if faults:
        raise ValidationFailed(
            f"expected a whole release to push, but {', '.join(faults)} do not hold in {release.path}: "
            "nothing was uploaded; see `spindle verify`"
        )


def _checksums(release: Release) -> dict[str, str]:
    """Path in the release -> SHA-256 of each of its files, the manifest included."""
    sums = {entry["path"]: str(entry["sha256"]) for entry in read_manifest(release.folder)["files"]}
    return sums | {MANIFEST: sha256_file(release.folder / MANIFEST)}


@contextmanager
def _open_hub(repository: Repository) -> Iterator["HfApi"]:
    """Yield a client of the Hub; its errors become StorageError, without the token."""
    from huggingface_hub import HfApi, get_token  # noqa: PLC0415 - see above
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415 - see above

    any_http_error = HfHubHTTPError.__bases__[0]  # of the HTTP client that `huggingface_hub` uses, httpx or httpx2

    api = HfApi(endpoint=repository.endpoint, token=repository.token)
    try:
        yield api
    except SpindleError:
        raise
    except (any_http_error, OSError, ValueError, RuntimeError) as error:
        said = _first_line(error)
        for secret in filter(None, (repository.token, get_token())):
            said = said.replace(secret, "...")
        raise StorageError(
            f"expected to push to {repository.name} on {api.endpoint}, but {said}: {_remedy(error)}"
        ) from None


def _first_line(error: BaseException) -> str:
    """Return the message of an error and of its cause, cut."""
    texts = [str(each) for each in (error, error.__cause__) if each is not None]
    lines = [" ".join(text.split()) or type(error).__name__ for text in texts]
    return "; ".join(line[:LONGEST] for line in lines)


def _remedy(error: BaseException) -> str:
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (401, 403, 404):
        return LOGIN
    if status in (409, 412):
        return "somebody else changed the repository meanwhile; run the same command again"
    return "run the same command again: files that are uploaded already are not uploaded twice"


def _look(api: "HfApi", name: str, version: str) -> _Found:
    from huggingface_hub.errors import RepositoryNotFoundError  # noqa: PLC0415 - see above
    from huggingface_hub.hf_api import RepoFile  # noqa: PLC0415 - see above

    try:
        info = api.repo_info(name, repo_type=KIND)
    except RepositoryNotFoundError:
        return _Found()
    head = str(info.sha)
    tree = api.list_repo_tree(name, recursive=True, revision=head, repo_type=KIND)
    files = frozenset(entry.path for entry in tree if isinstance(entry, RepoFile))
    tags = {tag.name: tag.target_commit for tag in api.list_repo_refs(name, repo_type=KIND).tags}
    manifest = _read_remote_manifest(api, name, head) if MANIFEST in files else {}
    return _Found(head, files, manifest, tags.get(version, ""), bool(info.private))


def _read_remote_manifest(api: "HfApi", name: str, commit: str) -> Mapping[str, Any]:
    """Return the manifest of the release that a repository holds; empty for another file of that name."""
    with tempfile.TemporaryDirectory() as folder:
        path = api.hf_hub_download(name, MANIFEST, repo_type=KIND, revision=commit, local_dir=folder)
        try:
            found = json.loads(Path(path).read_bytes())
            entries = [entry["path"] for entry in found["files"]]
            return found if entries and isinstance(found["version"], str) else {}
        except (ValueError, TypeError, KeyError):
            return {}


def _check_repository(found: _Found, release: Release, repository: Repository, *, replace: bool) -> None:
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


def _commit(api: "HfApi", release: Release, repository: Repository, push: Push, found: _Found) -> str:
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
    """Raise StorageError if a file of a commit differs from that of the release.

    The Hub knows the SHA-256 of files in its large-file storage; of others it knows git's hash.
    """
    paths = list(sums)
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    there = {
        info.path: info
        for batch in batches
        for info in api.get_paths_info(name, batch, revision=commit, repo_type=KIND)
    }
    wrong = [path for path, sha256 in sums.items() if not _is_same(there.get(path), release.folder / path, sha256)]
    if wrong:
        raise StorageError(
            f"expected the files of {release.version} in commit {commit} of {name}, but {len(wrong):,} of "
            f"{len(sums):,} are missing or differ ({_list_few(wrong)}): delete the tag {release.version} there if it "
            "exists, and push again"
        )


def _is_same(info: Any, path: Path, sha256: str) -> bool:
    size = path.stat().st_size
    if info is None or getattr(info, "size", None) != size:
        return False
    if info.lfs is not None:
        return bool(info.lfs.sha256 == sha256 and info.lfs.size == size)
    blob = hashlib.sha1(b"blob %d\0" % size + path.read_bytes(), usedforsecurity=False)
    return bool(info.blob_id == blob.hexdigest())


def _at(push: Push, api: "HfApi", commit: str, *, pushed: bool) -> Push:
    url = f"{api.endpoint}/datasets/{push.repository}/tree/{push.version}"
    return Push(**asdict(push) | {"commit": commit, "url": url, "pushed": pushed})


def _list_few(names: Sequence[str]) -> str:
    few = ", ".join(name[:60] for name in names[:EXAMPLES])
    return few + (f" and {len(names) - EXAMPLES:,} more" if len(names) > EXAMPLES else "")
