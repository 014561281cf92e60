"""The manifest of a release verified: its own checksum, what it states of the release, and the names beside it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from pipelines.errors import StorageError
from pipelines.quality.corpus.drift import RESULTS
from pipelines.release.find import LATEST, MANIFEST, VERSION, fingerprint_content
from pipelines.release.layout import NEGATIVES_CONFIG, OWN, is_content, split_of
from pipelines.release.publishing.publish import STAMP, STAMP_LENGTH
from pipelines.release.verification.rows import Findings
from pipelines.release.verification.rules import Entry, RuleResult
from pipelines.storage.json_files import hash_json, read_json
from pipelines.storage.places import Place
from pipelines.storage.plain_files import MOST_GROWING, NoPlainFileError, read_plain

README = "README.md"


def check_own_sum(folder: Place, check: RuleResult) -> None:
    """Compare the manifest with its own checksum; check nothing if it has none, as those of earlier versions."""
    manifest = read_json(folder / MANIFEST)
    if isinstance(manifest, dict) and OWN in manifest:
        stated = manifest.pop(OWN)
        found = hash_json(manifest)
        fault = f"{MANIFEST} states {str(stated)[:60]!r}, its content makes {found}; nothing else was compared with it"
        check.add(1, [] if stated == found else [fault])


def check_shape(folder: Place, manifest: Entry) -> None:
    """Raise StorageError unless the entries that are compared have their types."""
    config, files = manifest["config"], manifest["files"]
    sections = [config, config.get("publish_release") if isinstance(config, dict) else None, manifest["splits"]]
    is_whole = (
        all(isinstance(section, dict) for section in sections)
        and all(isinstance(manifest[name], str) for name in ("version", "fingerprint", "created", "verdict"))
        and isinstance(files, list)
        and all(map(_is_entry, files))
    )
    if not is_whole:
        raise StorageError(
            f"expected the files, config, splits and names of a release in {folder / MANIFEST}, got values of other "
            "types: the manifest is damaged; copy the release again"
        )


def _is_entry(entry: object) -> bool:
    types = {"path": str, "bytes": int, "sha256": str}
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(name), type_) for name, type_ in types.items())
        and all(isinstance(entry.get(counted, 0), int) for counted in ("rows", NEGATIVES_CONFIG))
        and (not is_content(entry) or "/" in entry["path"])
    )


def check_fingerprint(folder: Place, manifest: Entry, check: RuleResult) -> None:
    checksums = {entry["path"]: entry["sha256"] for entry in manifest["files"] if is_content(entry)}
    fingerprint = fingerprint_content(checksums, manifest["config"]["publish_release"], manifest["format"])
    name = folder.name or folder.resolve().name
    faults = []
    if manifest["fingerprint"] != fingerprint:
        faults.append(f"the manifest says {manifest['fingerprint']}, its data files make {fingerprint}")
    if not manifest["version"].endswith(f"-{fingerprint[:12]}"):
        faults.append(f"version {manifest['version']} does not end in {fingerprint[:12]}")
    if name != manifest["version"]:
        faults.append(f"the folder is named {name}, the version is {manifest['version']}")
    check.add(1, faults[:1])


def check_split_rows(manifest: Entry, check: RuleResult) -> None:
    """Compare the rows of splits and of the release with the sums over the files."""
    counted: dict[str, int] = {}
    for entry in manifest["files"]:
        if "rows" in entry:
            split = split_of(entry["path"])
            counted[split] = counted.get(split, 0) + entry["rows"]
    faults = [
        f"split {split} has {counted.get(split, 0):,} rows, not {manifest['splits'].get(split, 0):,}"
        for split in sorted(counted | manifest["splits"])
        if counted.get(split, 0) != manifest["splits"].get(split, 0)
    ]
    if manifest["rows"] != sum(counted.values()):
        faults.append(f"the release has {sum(counted.values()):,} rows, not {manifest['rows']:,}")
    check.add(len(counted), faults)


def check_negative_counts(manifest: Entry, check: RuleResult) -> None:
    """Compare the negatives of each split in the manifest with the sums over their files."""
    counted: dict[str, int] = {}
    for entry in manifest["files"]:
        if NEGATIVES_CONFIG in entry:
            split = split_of(entry["path"])
            counted[split] = counted.get(split, 0) + entry[NEGATIVES_CONFIG]
    stated = manifest.get(NEGATIVES_CONFIG) or {}
    if counted or stated:
        is_right = isinstance(stated, dict) and (stated.get("splits"), stated.get("rows")) == (
            counted,
            sum(counted.values()),
        )
        fault = f"negatives is {str(stated)[:60]!r}, expected {str(counted)[:60]!r} by their files"
        check.add(1, [] if is_right else [fault])


def check_statements(folder: Place, manifest: Entry, intact: set[str], check: RuleResult) -> None:
    """Compare the size, date, seed and verdict in the manifest with the files and names of the release."""
    _compare(manifest, _facts(folder, manifest, intact), check)


def check_totals(manifest: Entry, findings: Sequence[Findings], check: RuleResult) -> None:
    """Compare the words, the swap rate and the pairs of each profile with those of all rows."""
    words = sum(found.words for found in findings)
    profiles = sum((found.pairs_by_profile for found in findings), Counter[str]())
    totals = {
        "words": words,
        "swap_rate": sum(found.swapped_words for found in findings) / max(1, words),
        "pairs_by_profile": dict(sorted(profiles.items())),
    }
    _compare(manifest, list(totals.items()), check)


def _facts(folder: Place, manifest: Entry, intact: set[str]) -> Iterator[tuple[str, object]]:
    """Yield the name of an entry of the manifest, and its value by other evidence."""
    yield "bytes", sum(entry["bytes"] for entry in manifest["files"])
    yield "seed", manifest["config"].get("seed", manifest["seed"])
    with suppress(ValueError):  # a version that is no time: check_fingerprint reports it
        stamp = datetime.strptime(manifest["version"][:STAMP_LENGTH] + "+0000", f"{STAMP}%z")
        yield "created", stamp.isoformat()
    if RESULTS in intact:
        results = read_json(folder / RESULTS)
        yield from ((name, results[name]) for name in ("dataset", "verdict") if name in results)


def _compare(
    manifest: Entry, facts: Sequence[tuple[str, object]] | Iterator[tuple[str, object]], check: RuleResult
) -> None:
    known = [(name, value) for name, value in facts if name in manifest]
    faults = [
        f"{name} is {str(manifest[name])[:60]!r}, expected {str(value)[:60]!r}"
        for name, value in known
        if manifest[name] != value
    ]
    check.add(len(known), faults)


def check_names(dataset_folder: Place, check: RuleResult) -> None:
    """Check that the versions in LATEST and README.md of the dataset are releases; a copied release has none beside."""
    named = []
    if (dataset_folder / LATEST).is_file():
        named.append((LATEST, _read(dataset_folder / LATEST).strip()))
        if (dataset_folder / README).is_file():
            versions = dict.fromkeys(VERSION.findall(_read(dataset_folder / README)))
            named += [(README, version) for version in versions]
    faults = [
        f"{name} names {version[:60]!r}, which is no release in {dataset_folder}: `spindle promote` writes it anew"
        for name, version in named
        if not (VERSION.fullmatch(version) and (dataset_folder / version / MANIFEST).is_file())
    ]
    check.add(len(named), faults)


def _read(path: Place) -> str:
    """The text of a file; none if it is far too large, which names nothing."""
    try:
        return read_plain(path, MOST_GROWING).decode(errors="replace")
    except NoPlainFileError:
        return ""
