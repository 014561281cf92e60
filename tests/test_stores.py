"""The whole way on an object store: the data of a local build, nothing computed twice, no damage published."""

import json
from random import Random

import pytest
from articles import write_news
from inline import run_inline
from s3_server import SECRET

from pipelines import run
from pipelines.config.run import load_config
from pipelines.release.verification.verify import verify_release
from pipelines.storage.files import copy_file, sha256_file, write_bytes
from pipelines.storage.places import ObjectPath, open_place

STAGES = ("split_input", *(name for name in run.STAGES if name != "publish_release"))
RATES = (0.1, 0.3)
KINDS = ("flipped", "truncated", "deleted")


@pytest.fixture
def build(s3, tmp_path, monkeypatch):
    """Build 60 articles, which are in the store too, into a place; return the run."""
    run_inline(monkeypatch)
    news = write_news(tmp_path / "news.jsonl", 60)
    write_bytes(open_place(f"{s3}/input/news.jsonl"), news.read_bytes())

    def build(output, rate=RATES[0]):
        source = f"{s3}/input" if output.startswith("s3://") else str(news)
        config = load_config(
            "news", [f"spin_articles.rate={rate}", "probe_corpus.train_words=0"], input=source, output=output
        )
        return run.build_corpus(config, workers=1)

    return build


def sums(release):
    """Path -> SHA-256 of the data files of a release, which is whole."""
    assert all(rule.holds for rule in verify_release(release.folder)), release.path
    manifest = json.loads((release.folder / "manifest.json").read_text())
    return {entry["path"]: entry["sha256"] for entry in manifest["files"] if "rows" in entry}


def keys_of(place):
    return {each.key: info.modified for each, info in place.list_files()}


def test_a_store_gets_the_data_of_a_local_build_and_reuses_all_work(build, s3, tmp_path):
    local, remote = build(str(tmp_path / "out")).release, build(f"{s3}/out").release
    assert isinstance(remote.folder, ObjectPath)
    assert sums(remote) == sums(local)
    for path, sha256 in sums(remote).items():
        assert sha256_file(remote.folder / path) == sha256 == sha256_file(local.folder / path)
    work = open_place(f"{s3}/out/news/work")
    before = keys_of(work)
    again = build(f"{s3}/out").release
    assert (again.version, again.published) == (remote.version, False)
    assert keys_of(work) == before
    assert (remote.folder.parent / "LATEST").read_text().strip() == remote.version
    for place, _ in open_place(f"{s3}/out").list_files():
        assert SECRET.encode() not in place.read_bytes(), place


def damage(place, how, random):
    content = bytearray(place.read_bytes())
    if how == "deleted":
        place.unlink()
        return
    if how == "flipped":
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    write_bytes(place, bytes(content[: len(content) // 2] if how == "truncated" else content))


def check(build, s3, tmp_path, n_rounds):
    """Damage an object of each stage in turn, then build with the same settings or with others."""
    right = {rate: sums(build(str(tmp_path / "undisturbed"), rate).release) for rate in RATES}
    build(f"{s3}/out", RATES[0])
    random = Random(13)  # noqa: S311 - no secret
    n_mended = 0
    for number in range(n_rounds):
        stage, how = STAGES[number % len(STAGES)], KINDS[(number + number // len(STAGES)) % 3]
        place = random.choice([place for place, _ in open_place(f"{s3}/out/news/work/{stage}").list_files()])
        whole = tmp_path / f"whole-{number}"
        copy_file(place, whole)
        damage(place, how, random)
        rate = RATES[(number // len(STAGES) + 1) % 2]
        assert sums(build(f"{s3}/out", rate).release) == right[rate], (stage, how, str(place))
        n_mended += any(
            each.name == place.name and each.read_bytes() == whole.read_bytes()
            for each, _ in open_place(f"{s3}/out/news/work/{stage}").list_files()
        )
    assert n_mended


def test_a_damaged_object_of_a_stage_is_never_published(build, s3, tmp_path):
    check(build, s3, tmp_path, n_rounds=6)


@pytest.mark.slow
def test_damaged_objects_of_all_stages_are_never_published(build, s3, tmp_path):
    check(build, s3, tmp_path, n_rounds=18)
