"""The numbers of a release as lines: the same after `spindle build` and in `spindle show`."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from pipelines.parts.rejects import add_up
from pipelines.quality.suites.results import CheckResult, count_checks, read_checks
from pipelines.release.find import REPORT, Release, read_manifest
from pipelines.release.layout import NEGATIVES_CONFIG, RESULTS_FILE
from pipelines.release.load_lines import load_line
from pipelines.release.triage.findings import Finding, find_findings
from pipelines.storage.json_files import read_json

# Labels with their texts.
Lines = list[tuple[str, str]]
# Stage -> rows in, kept, and rejected by reason, as in the manifest.
Counts = Mapping[str, Mapping[str, Any]]
# The stages whose counts are shown.
COUNTED = {"ingest_articles", "group_duplicates", "spin_articles", "validate_pairs"}
# The check whose detail describes the dates that could not be read.
UNKNOWN_DATES = "unknown_date_share"


def print_lines(console: Console, lines: Lines) -> None:
    """Print each label with its text on one line, however long, so that a path can be copied."""
    width = max(len(label) for label, _ in lines)
    for label, text in lines:
        console.print(f"{label:<{width}}  ", style="bold", end="")
        console.print(text, soft_wrap=True)


def release_lines(release: Release) -> Lines:
    """Lines on the content, the making and the verdict of a release."""
    manifest = read_manifest(release.folder)
    counts, probe = manifest.get("counts", {}), manifest.get("probe", {})
    negatives = manifest.get(NEGATIVES_CONFIG, {})
    results = _read_results(release)
    checks = read_checks(results)
    profiles = results.get("statistics", {}).get("profiles", {})
    n_mended = results.get("counts", {}).get("markup_repaired", 0)
    return [
        ("release", f"{release.dataset} {release.version}, published {human_time(release.created)}"),
        *([("articles", articles_line(counts)), ("pairs", pairs_line(counts))] if counts.keys() >= COUNTED else []),
        *([("markup", f"repaired in {n_mended:,} article{'s' if n_mended > 1 else ''}")] if n_mended else []),
        *(("dates", check.detail) for check in checks if check.check == UNKNOWN_DATES and check.observed),
        *([("unread", unread_line(results["unread"]))] if results.get("unread") else []),
        ("splits", list_counts(release.splits)),
        *([("negatives", negatives_line(negatives))] if negatives else []),
        ("rate", f"{release.swap_rate:.1%} of {release.words:,} words swapped"),
        *((f"  {name}", profile_line(sums)) for name, sums in profiles.items()),
        ("verdict", release.verdict),
        *([("probe", probe["says"])] if probe.get("says") else []),
        *([("checks", count_checks(checks))] if checks else []),
        *((f"  {finding.check.effect}", _describe(finding)) for finding in _find(release, checks)),
        *idle_lines(checks),
        ("size", human_bytes(release.bytes)),
        *(("report", str(path)) for path in [release.folder / REPORT] if path.is_file()),
        ("path", release.path),
        ("load it", load_line(release)),
    ]


def release_json(release: Release) -> dict[str, Any]:
    """The same for programs: the release, counts by stage, probe, rates by profile, and the checks that do not hold."""
    manifest, results = read_manifest(release.folder), _read_results(release)
    return {
        **release.to_json(),
        "counts": manifest.get("counts", {}),
        "probe": manifest.get("probe", {}),
        **{name: manifest[name] for name in (NEGATIVES_CONFIG,) if name in manifest},
        "rates": results.get("rates", {}),
        "attention": [check.message for check in read_checks(results) if check.failed],
        "findings": [
            {"suite": finding.check.suite, "check": finding.check.check, "state": finding.standing.state}
            for finding in _find(release, read_checks(results))
        ],
    }


def _find(release: Release, checks: Sequence[CheckResult]) -> list[Finding]:
    return find_findings(release.folder.parent, checks, release.version)


def _describe(finding: Finding) -> str:
    """The message of a finding, and the decision of people on it, if there is one."""
    standing = finding.standing
    return f"{finding.check.message}; {standing}" if standing.action else finding.check.message


def idle_lines(checks: Sequence[CheckResult]) -> Lines:
    """The checks that did not run, a line for each reason.

    >>> idle_lines([CheckResult(check=name, effect="not run", detail="no pair is accepted") for name in ("a", "b")])
    [('  not run', 'a, b: no pair is accepted')]
    """
    names: dict[str, list[str]] = {}
    for check in checks:
        if not check.ran:
            names.setdefault(check.detail, []).append(check.check)
    return [("  not run", f"{', '.join(found)}: {reason}") for reason, found in names.items()]


def articles_line(counts: Counts) -> str:
    """Rows read, articles kept, and rejected rows by reason.

    >>> articles_line({"ingest_articles": {"in": 9, "rejected": {"too_short": 2}},
    ...                "group_duplicates": {"kept": 6, "rejected": {"duplicate_text": 1}}})
    '9 read, 6 kept, 3 rejected (too_short 2, duplicate_text 1)'

    Inputs of negatives are counted with the articles.
    """
    ingested, grouped = counts["ingest_articles"], counts["group_duplicates"]
    rejected = add_up([ingested["rejected"], grouped["rejected"]])
    beside = f", {grouped['negatives']:,} of them negatives" if grouped.get("negatives") else ""
    return f"{ingested['in']:,} read, {grouped['kept']:,} kept{beside}, {_rejected(rejected)}"


def negatives_line(negatives: Mapping[str, Any]) -> str:
    """Negatives published, by kind and by split.

    >>> negatives_line({"rows": 9, "kinds": {"edited": 9}, "splits": {"train": 8, "test": 1}})
    '9 published (edited 9; train 8, test 1)'
    """
    kinds, splits = list_counts(negatives["kinds"]), list_counts(negatives["splits"])
    return f"{negatives['rows']:,} published ({kinds}; {splits})"


def unread_line(unread: Mapping[str, int]) -> str:
    """Values of optional columns that had no sensible reading.

    >>> unread_line({"source": 1200, "url": 2})
    'source 1,200, url 2: of a type that has no reading, so null'
    """
    return f"{list_counts(unread)}: of a type that has no reading, so null"


def pairs_line(counts: Counts) -> str:
    """Variants spun, pairs published, and dropped pairs by reason.

    >>> pairs_line({"spin_articles": {"in": 6, "rejected": {"no_swaps": 1}},
    ...             "validate_pairs": {"kept": 5, "rejected": {}}})
    '6 spun, 5 published, 1 rejected (no_swaps 1), 0 in quarantine'
    """
    spun, validated = counts["spin_articles"], counts["validate_pairs"]
    quarantined = _rejected(validated["rejected"]).replace("rejected", "in quarantine")
    n_spun = spun["in"] - spun.get("negatives", 0)
    return f"{n_spun:,} spun, {validated['kept']:,} published, {_rejected(spun['rejected'])}, {quarantined}"


def profile_line(sums: Mapping[str, float]) -> str:
    """Mean achieved and asked rate of a profile, over its pairs.

    >>> profile_line({"pairs": 2, "asked_rate": 0.44, "swap_rate": 0.43, "rate_error": 0.01})
    '2 pairs, 21.5% on average, asked 22.0%, mean error 0.005'
    """
    pairs = max(1, sums["pairs"])
    return (
        f"{sums['pairs']:,} pairs, {sums['swap_rate'] / pairs:.1%} on average, asked {sums['asked_rate'] / pairs:.1%}, "
        f"mean error {sums['rate_error'] / pairs:.3f}"
    )


def list_counts(counts: Mapping[str, int]) -> str:
    """Names with their counts.

    >>> list_counts({"train": 1200, "test": 7})
    'train 1,200, test 7'
    """
    return ", ".join(f"{name} {number:,}" for name, number in counts.items())


def human_time(created: str) -> str:
    """Format an ISO 8601 time in UTC, to the minute.

    >>> human_time("2026-11-24T09:30:59+01:00")
    '2026-11-24 08:30 UTC'
    """
    return f"{datetime.fromisoformat(created).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def human_bytes(number: float) -> str:
    """Format a size in the largest unit of 1000 that fits.

    >>> human_bytes(999), human_bytes(1_234_567)
    ('999 B', '1.2 MB')
    """
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} B" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def _rejected(reasons: Mapping[str, int]) -> str:
    """Number of rejected rows, with their reasons in brackets."""
    why = f" ({list_counts(reasons)})" if reasons else ""
    return f"{sum(reasons.values()):,} rejected{why}"


def _read_results(release: Release) -> dict[str, Any]:
    """The results of the stages on quality; empty if the release lacks them."""
    path = release.folder / RESULTS_FILE
    return dict(read_json(path)) if path.is_file() else {}
