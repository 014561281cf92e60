"""The corpus of the cluster and of `spindle build`, and the comparison of what both have published."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from cluster.processes import ClusterError

from pipelines.release.find import find_versions, read_manifest

ROOT = Path(__file__).parents[2]
DATASET, SEED = "cluster", 20261129
COMMAND = "from pipelines.cli import main; main()"
# The probe is trained on few words: it is one task, at the end, and what is disturbed are the mapped ones before it.
SETTINGS = ("spin_articles.variants=2", "probe_corpus.train_words=20000")

# Files of a release that name the time of their making, or the place of the release.
DATED = ("README.md", "croissant.json", "quality/data_docs/", "quality/report.html", "quality/results.json")


def list_settings(part_bytes: int) -> list[str]:
    """The settings of both builds."""
    return [f"ingest_articles.part_bytes={part_bytes}", *SETTINGS]


def fill_form(news: str, output: str, part_bytes: int) -> dict[str, Any]:
    """The trigger form of the run."""
    places = {"input": news, "output": output, "dataset": DATASET}
    return {"config": "news", **places, "seed": SEED, "settings": list_settings(part_bytes)}


def build_locally(news: Path, output: Path, part_bytes: int, environment: dict[str, str]) -> Path:
    """Build the same corpus by `spindle build` on the local disk; return the folder of the dataset."""
    settings = [word for setting in [*list_settings(part_bytes), f"seed={SEED}"] for word in ("--set", setting)]
    places = ["--input", str(news), "--output", str(output), "--dataset", DATASET]
    command = [sys.executable, "-c", COMMAND, "build", "--config", "news", *places, *settings, "--quiet"]
    built = subprocess.run(command, env=environment, cwd=output.parent, capture_output=True, text=True, check=False)
    if built.returncode:
        raise ClusterError(f"spindle build ended with code {built.returncode}: {built.stderr[-1500:]}")
    return output / DATASET


def read_release(dataset: Any) -> dict[str, Any]:
    """Return the manifest of the only release of a dataset."""
    versions = find_versions(dataset)
    if len(versions) != 1:
        raise ClusterError(f"expected one release in {dataset}, got {len(versions)}")
    return read_manifest(dataset / versions[0])


def compare(one: dict[str, Any], other: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the paths of files whose SHA-256 is equal in two manifests, and those that differ or are in one only.

    >>> a = {"files": [{"path": "data/a", "sha256": "1"}, {"path": "README.md", "sha256": "2"}]}
    >>> b = {"files": [{"path": "data/a", "sha256": "1"}, {"path": "README.md", "sha256": "3"}]}
    >>> compare(a, b)
    (['data/a'], ['README.md'])
    """
    first, second = ({entry["path"]: entry["sha256"] for entry in each["files"]} for each in (one, other))
    equal = sorted(path for path in first if first[path] == second.get(path))
    return equal, sorted({*first, *second} - {*equal})
