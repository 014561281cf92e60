"""Flipped bits in the finished work of every stage: no release is ever built from them."""

import json
import shutil
from random import Random

import pytest
from articles import write_news
from inline import run_inline

from pipelines import run
from pipelines.config.run import load_config
from pipelines.release.verification.verify import verify_release
from pipelines.storage.files import sha256_file

STAGES = ("split_input", *(name for name in run.STAGES if name != "publish_release"))


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Build 60 articles into a folder; return the checksums of the release's data."""
    run_inline(monkeypatch)
    news = write_news(tmp_path / "news.jsonl", 60)

    def build(name, rate):
        config = load_config(
            "news",
            [f"spin_articles.rate={rate}", "probe_corpus.train_words=0"],
            input=str(news),
            output=str(tmp_path / name),
        )
        release = run.build_corpus(config, workers=1).release
        assert all(rule.holds for rule in verify_release(release.folder))
        manifest = json.loads((release.folder / "manifest.json").read_text())
        return {entry["path"]: entry["sha256"] for entry in manifest["files"] if "rows" in entry}

    return build


def flip_bit(path, random):
    """Flip a bit where it is: in a release, too, if its file is linked to that of a part."""
    content = bytearray(path.read_bytes())
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    path.write_bytes(content)


def test_flipped_bits_in_the_work_of_every_stage_are_never_published(build, tmp_path):
    check(build, tmp_path, n_flips=6)


@pytest.mark.slow
def test_sixty_flipped_bits_are_never_published(build, tmp_path):
    check(build, tmp_path, n_flips=60)


def check(build, tmp_path, n_flips):
    """Flip a bit of a random file of each stage in turn, then build with the same settings or with others."""
    rates = (0.1, 0.3)
    right = {rates[0]: build("undisturbed", rates[0])}
    shutil.copytree(tmp_path / "undisturbed", tmp_path / "disturbed")
    right[rates[1]] = build("undisturbed", rates[1])
    random = Random(13)  # noqa: S311 - no secret
    n_computed = 0
    for number in range(n_flips):
        stage = STAGES[number % len(STAGES)]
        files = sorted(path for path in (tmp_path / "disturbed").glob(f"*/work/{stage}/*/**/*") if path.is_file())
        path = random.choice(files)
        before = sha256_file(path)
        flip_bit(path, random)
        rate = rates[(number // len(STAGES) + 1) % 2]
        assert build("disturbed", rate) == right[rate], (stage, path)
        n_computed += path.exists() and sha256_file(path) == before
    assert n_computed, "some of the damage was mended"
