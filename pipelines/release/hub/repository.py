"""A dataset repository of the Hugging Face Hub: its address, its state, its files compared, the errors of the Hub."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipelines.errors import ConfigError, SpindleError, StorageError
from pipelines.release.find import MANIFEST
from pipelines.storage.addresses import HUB_KINDS
from pipelines.storage.places import Place
from pipelines.storage.temporary import temporary_folder

if TYPE_CHECKING:  # takes longer to load than `spindle --help` should
    from huggingface_hub import HfApi

# The kind of repository, for the Hub.
KIND = "dataset"
REPOSITORY = re.compile(r"hf://(?:datasets/)?(?P<owner>[A-Za-z0-9][\w.-]*)/(?P<name>[A-Za-z0-9][\w.-]*)/?")
# Paths in one question to the Hub, and characters of its messages that are quoted.
BATCH, LONGEST = 500, 300
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
class Found:
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


@contextmanager
def open_hub(repository: Repository) -> Iterator["HfApi"]:
    """Yield a client of the Hub; raises StorageError in place of its errors, without the token."""
    from huggingface_hub import HfApi, get_token  # noqa: PLC0415 - see above
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415 - see above

    # The base of all errors of the HTTP client that `huggingface_hub` uses: httpx or httpx2.
    any_http_error = cast("type[Exception]", HfHubHTTPError.__bases__[0])
    api = HfApi(endpoint=repository.endpoint, token=repository.token)
    try:
        yield api
    except SpindleError:
        raise
    except (any_http_error, OSError, ValueError, RuntimeError) as error:
        said = _describe(error, secrets=filter(None, (repository.token, get_token())))
        raise StorageError(
            f"expected to push to {repository.name} on {api.endpoint}, but {said}: {_remedy(error)}"
        ) from None


def _describe(error: BaseException, secrets: Iterable[str]) -> str:
    """Return the message of an error and of its cause, each on one line and cut, without secrets."""
    texts = [str(each) or type(each).__name__ for each in (error, error.__cause__) if each is not None]
    for secret in secrets:
        texts = [text.replace(secret, "...") for text in texts]
    lines = [" ".join(text.split()) for text in texts]
    # An error of the HTTP client repeats the message of the error that it comes from.
    return "; ".join(line[:LONGEST] for line in dict.fromkeys(lines))


def _remedy(error: BaseException) -> str:
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (401, 403, 404):
        return LOGIN
    if status in (409, 412):
        return "somebody else changed the repository meanwhile; run the same command again"
    return "run the same command again: files that are uploaded already are not uploaded twice"


def look_at(api: "HfApi", name: str, version: str) -> Found:
    """Return the state of a repository, and the commit that is tagged with a version."""
    from huggingface_hub.errors import RepositoryNotFoundError  # noqa: PLC0415 - see above
    from huggingface_hub.hf_api import RepoFile  # noqa: PLC0415 - see above

    try:
        info = api.repo_info(name, repo_type=KIND)
    except RepositoryNotFoundError:
        return Found()
    head = str(info.sha)
    tree = api.list_repo_tree(name, recursive=True, revision=head, repo_type=KIND)
    files = frozenset(entry.path for entry in tree if isinstance(entry, RepoFile))
    tags = {tag.name: tag.target_commit for tag in api.list_repo_refs(name, repo_type=KIND).tags}
    manifest = _read_remote_manifest(api, name, head) if MANIFEST in files else {}
    return Found(head, files, manifest, tags.get(version, ""), bool(info.private))


def _read_remote_manifest(api: "HfApi", name: str, commit: str) -> Mapping[str, Any]:
    """Return the manifest of the release that a repository holds; empty for another file of that name."""
    with temporary_folder("push") as folder:
        path = api.hf_hub_download(name, MANIFEST, repo_type=KIND, revision=commit, local_dir=folder)
        try:
            found = json.loads(Path(path).read_bytes())
            names = [found["version"], *(entry["path"] for entry in found["files"])]
            return dict(found) if all(isinstance(name, str) for name in names) else {}
        except (ValueError, TypeError, KeyError):
            return {}


def find_differing(api: "HfApi", name: str, commit: str, folder: Place, sums: Mapping[str, str]) -> list[str]:
    """Return the files below `folder` that a commit lacks or has with other content.

    sums  path in the release -> SHA-256
    The Hub knows the SHA-256 of files in its large-file storage; of others it knows git's hash.
    """
    paths = list(sums)
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    there = {
        info.path: info
        for batch in batches
        for info in api.get_paths_info(name, batch, revision=commit, repo_type=KIND)
    }
    return [path for path, sha256 in sums.items() if not _is_same(there.get(path), folder / path, sha256)]


def _is_same(info: Any, path: Place, sha256: str) -> bool:
    size = path.stat().st_size
    if info is None or getattr(info, "size", None) != size:
        return False
    if info.lfs is not None:
        return bool(info.lfs.sha256 == sha256 and info.lfs.size == size)
    blob = hashlib.sha1(b"blob %d\0" % size + path.read_bytes(), usedforsecurity=False)
    return bool(info.blob_id == blob.hexdigest())
