"""A release built again from its manifest: the configuration to build with, and the comparison with the original.

The manifest records configuration, seed and input. Groups and splits may also depend on the release before: a release
whose groups were carried over takes them from that release, or from its own file of groups if that release is gone.
Carried over from its own file they are the same, since every kept article is in it with its group and split.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Any

from pipelines.config.run import RunConfig, check_config
from pipelines.errors import QUOTED, ConfigError, StorageError, cut
from pipelines.release.carried import FILE, LINEAGE, CarryFrom, Earlier, read_groups
from pipelines.release.find import MANIFEST, find_release, find_versions, read_manifest, split_name
from pipelines.release.layout import FORMAT, is_content
from pipelines.storage.files import sha256_file
from pipelines.storage.places import Place, open_place

# The input of a build from stdin, as provenance records it.
FROM_STDIN = "stdin"
# Redacted addresses end in this.
REDACTED = "?..."
GIVE_INPUT = "give its present address with --input"
# Characters of a value, and values of a section, that a reason quotes.
MOST = 8

Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class Recipe:
    """All that decides the data files of a release.

    folder    the folder of the release
    manifest  its manifest
    config    configuration of the rebuild, with another output
    carry     the release whose groups and splits are carried over
    """

    folder: Place
    manifest: Manifest
    config: RunConfig
    carry: CarryFrom

    @property
    def carried_from(self) -> str:
        """The origin of the groups, for people."""
        if self.carry.folder is None:
            return "drawn anew: the release carried none over"
        if self.carry.folder == self.folder:
            return f"carried over from the {FILE} of the release itself: the release before it is not in its folder"
        return f"carried over from {self.carry.folder.name}, as the release had them"


@dataclass(frozen=True)
class ComparedFile:
    """A data file of the release and of its rebuild: the SHA-256 of each, "" if it is in one of them only."""

    path: str
    sha256: str
    rebuilt: str

    @property
    def is_identical(self) -> bool:
        return self.sha256 == self.rebuilt


@dataclass(frozen=True)
class Rebuilt:
    """A release compared with its rebuild.

    files         all data files of both, by path
    fingerprints  of the release, and of the rebuild
    differences   recorded causes that differ: input, code, lexicons, profiles, packages, platform, configuration
    """

    files: tuple[ComparedFile, ...]
    fingerprints: tuple[str, str]
    differences: tuple[str, ...]

    @property
    def is_identical(self) -> bool:
        return all(file.is_identical for file in self.files) and self.fingerprints[0] == self.fingerprints[1]

    @property
    def differing(self) -> list[str]:
        """Paths of the data files that differ or are in one release only."""
        return [file.path for file in self.files if not file.is_identical]

    def to_json(self) -> dict[str, Any]:
        files = [asdict(file) | {"identical": file.is_identical} for file in self.files]
        fingerprints = dict(zip(("fingerprint", "rebuilt_fingerprint"), self.fingerprints, strict=True))
        return {
            "identical": self.is_identical,
            **fingerprints,
            "files": files,
            "differences": list(self.differences),
        }


def find_manifest(path: Place | str) -> Place:
    """Return the folder of the release at `path`: its manifest, its folder, its dataset (the latest), or DATASET@NAME.

    Raise ConfigError for any other file, StorageError if nothing is there.
    """
    path, name = split_name(path)
    if name is not None:
        return find_release(f"{path}@{name}").folder
    if path.is_dir():
        return find_release(path).folder
    if path.is_file() and path.name != MANIFEST:
        raise ConfigError(f"expected the {MANIFEST} of a release or its folder, got the file {path}")
    if not path.exists():
        raise StorageError(f"expected the {MANIFEST} of a release, or its folder, at {path}, found nothing")
    return path.resolve().parent


def read_recipe(folder: Place, *, output: str, source: str | None = None) -> Recipe:
    """Return the recipe of the release in `folder`, to be built into `output`.

    source  present address of the input; None: the recorded one
    Raise ConfigError if this version of Spindle cannot rebuild it, if the recorded input is incomplete, or if the
    output already has other releases of the dataset; StorageError for a damaged or incomplete release.
    """
    manifest = read_manifest(folder)
    if manifest["format"] != FORMAT:
        raise ConfigError(
            f"expected a release of format {FORMAT}, got format {manifest['format']} in {folder}: this version of "
            "Spindle reads and verifies it, but cannot rebuild it; use the version that built it"
        )
    _check_shape(manifest, folder)
    changes = {"output": output, "input": source or _recorded_input(manifest, folder)}
    try:
        config = _without_lost_samples(check_config({**manifest["config"], **changes}))
    except (ConfigError, TypeError) as error:
        raise ConfigError(
            f"expected a configuration of this version of Spindle in {folder / MANIFEST}, but {error}: "
            "the release was built by another version; rebuild it with that one"
        ) from error
    _check_output(config, folder, manifest)
    return Recipe(folder, manifest, config, _find_carry(folder, manifest))


def compare_rebuild(release: Manifest, rebuilt: Manifest) -> Rebuilt:
    """Compare the manifest of a release with that of its rebuild."""
    before, after = _checksums(release), _checksums(rebuilt)
    files = [ComparedFile(path, before.get(path, ""), after.get(path, "")) for path in sorted({*before, *after})]
    fingerprints = release["fingerprint"], rebuilt["fingerprint"]
    return Rebuilt(tuple(files), fingerprints, tuple(_differences(release, rebuilt)))


def _check_shape(manifest: Manifest, folder: Place) -> None:
    """Raise StorageError unless the entries that are read here have the types that a release has."""
    optional = [manifest.get(name, {}) for name in (LINEAGE, "lexicons", "profiles", "packages")]
    rows = [*manifest["files"], *manifest.get("raw", [])] if isinstance(manifest["files"], list) else [None]
    names = [entry.get("path", "") for entry in rows if isinstance(entry, Mapping)]
    if not all(isinstance(value, Mapping) for value in (manifest["config"], *optional, *rows)) or not all(
        isinstance(name, str) for name in (*names, manifest["version"], manifest["fingerprint"])
    ):
        raise StorageError(
            f"expected {folder / MANIFEST} as Spindle writes it, but entries have other types: the manifest is damaged"
        )


def _recorded_input(manifest: Manifest, folder: Place) -> str:
    recorded = str(manifest["config"].get("input", ""))
    if recorded == FROM_STDIN:
        raise ConfigError(
            f"expected --input, since {folder.name} was built from stdin: pipe the news in with --input -"
        )
    if recorded.endswith(REDACTED):
        raise ConfigError(
            f"expected --input, since the manifest of {folder.name} has the address of the input without its secrets, "
            f"{recorded}: {GIVE_INPUT}"
        )
    return recorded


def _without_lost_samples(config: RunConfig) -> RunConfig:
    """The configuration without the files of real samples that are gone: they decide no data file."""
    probe = config.probe_corpus
    there = [name for name in probe.real if open_place(name).is_file()]
    return config.model_copy(update={"probe_corpus": probe.model_copy(update={"real": there})})


def _check_output(config: RunConfig, folder: Place, manifest: Manifest) -> None:
    """Raise ConfigError for an output in which the rebuild could replace or hide a release."""
    dataset = config.dataset_folder
    if dataset == folder.resolve().parent:
        raise ConfigError(
            f"expected another output than that of the release, got {config.output!r}: its finished work would be "
            "reused, which proves nothing; give another folder with --output, or none"
        )
    others = [
        name
        for name in find_versions(dataset)
        if read_manifest(dataset / name)["fingerprint"] != manifest["fingerprint"]
    ]
    if others:
        raise ConfigError(
            f"expected no other release of {config.dataset} in {dataset}, found {others[-1]}: LATEST would move to the "
            "rebuild; give another folder with --output, or none"
        )


def _find_carry(folder: Place, manifest: Manifest) -> CarryFrom:
    """Return the origin of the groups: the release before, the release itself, or none."""
    carried = dict(manifest.get(LINEAGE) or {}).get("carried", "")
    if not carried:
        return CarryFrom(None)
    siblings = [folder.parent / name for name in find_versions(folder.parent) if name != folder.name]
    for place in [*siblings, folder]:
        groups = _read_groups(place)
        if groups and (place == folder or groups.sha256 == carried) and _is_intact(groups):
            return CarryFrom(place)
    raise StorageError(
        f"expected {FILE} beside {folder / MANIFEST} as it was published, since groups and splits were carried over, "
        "but it is missing or damaged: give the whole folder of the release"
    )


def _read_groups(folder: Place) -> Earlier | None:
    """The groups of a release; None if it has none or is damaged."""
    try:
        return read_groups(folder)
    except StorageError:
        return None


def _is_intact(groups: Earlier) -> bool:
    return sha256_file(groups.path) == groups.sha256


def _checksums(manifest: Manifest) -> dict[str, str]:
    return {entry["path"]: entry["sha256"] for entry in manifest["files"] if is_content(entry)}


def _differences(release: Manifest, rebuilt: Manifest) -> Iterator[str]:
    yield from _compare_input(release.get("raw"), rebuilt.get("raw", []))
    for name in ("code", "platform"):
        if name in release and release[name] != rebuilt.get(name):
            yield f"{name}: {release[name]} then, {rebuilt.get(name)} now"
    for name in ("lexicons", "profiles", "packages", "config"):
        yield from _compare_section(name, release.get(name) or {}, rebuilt.get(name) or {})


def _compare_input(before: Sequence[Manifest] | None, after: Sequence[Manifest]) -> Iterator[str]:
    if not before:
        yield "input: the manifest does not record its content, so it may have changed"
    elif list(before) != list(after):
        n_same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))))
        n_rows, n_now = (sum(piece["rows"] for piece in pieces) for pieces in (before, after))
        same_rows = sum(piece["rows"] for piece in before[:n_same])
        yield f"input: {n_rows:,} rows then, {n_now:,} now, with other content after about row {same_rows:,}"


def _compare_section(name: str, before: Manifest, after: Manifest) -> Iterator[str]:
    """Yield the settings of a section that differ; the input may lie elsewhere."""
    old, new = dict(_flatten(before, name)), dict(_flatten(after, name))
    changed = [key for key in sorted({*old, *new}) if key != "config.input" and old.get(key) != new.get(key)]
    for key in changed[:MOST]:
        yield f"{key}: {_quote(old.get(key))} then, {_quote(new.get(key))} now"
    if len(changed) > MOST:
        yield f"{name}: {len(changed) - MOST:,} more differences"


def _flatten(tree: Manifest, path: str) -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from _flatten(value, f"{path}.{key}")
        else:
            yield f"{path}.{key}", value


def _quote(value: Any) -> str:
    return cut(ascii(value), QUOTED) if value is not None else "not set"
