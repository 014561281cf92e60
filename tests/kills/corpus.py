"""The corpus that is built and killed, and what a whole release of it holds."""

import sys
from pathlib import Path

from pipelines.config.run import RunConfig, load_config
from pipelines.release.find import find_versions, read_manifest
from pipelines.release.verification.verify import verify_release

ROOT = Path(__file__).parents[2]
# Three parts of some 60 articles.
SETTINGS = ("ingest_articles.part_bytes=32768", "spin_articles.variants=2", "probe_corpus.train_words=0")
N_ARTICLES = 180
COMMAND = "from pipelines.cli import main; main()"


def configure(output: str, news: str, dataset: str, title: str = "") -> RunConfig:
    """The configuration of a build into `output`, any URI; another title makes another release of the same data."""
    settings = [*SETTINGS, f"publish_release.title=Kills {title}"]
    return load_config("news", settings, input=news, output=output, dataset=dataset)


def command(output: str, news: str, dataset: str, title: str = "") -> list[str]:
    """The `spindle build` of the same configuration."""
    settings = [*SETTINGS, f"publish_release.title=Kills {title}"]
    options = [option for setting in settings for option in ("--set", setting)]
    places = ["--input", news, "--output", output, "--dataset", dataset]
    return [sys.executable, "-c", COMMAND, "build", "-c", "news", *places, *options, "--workers", "2", "--quiet"]


def checksums(folder) -> dict[str, str]:
    """Path -> SHA-256 of the data files of the newest release of a dataset, which is verified first."""
    release = folder / find_versions(folder)[-1]
    assert [str(rule) for rule in verify_release(release) if not rule.holds] == []
    return {entry["path"]: entry["sha256"] for entry in read_manifest(release)["files"] if "rows" in entry}
