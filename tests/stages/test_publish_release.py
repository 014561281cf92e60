import json
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from corpus import make_config, make_corpus, seal
from pairs import NEWS, make_pairs
from published import make_stages, publish

from pipelines.errors import ValidationFailed
from pipelines.parts.part import Corpus, Part
from pipelines.release.find import Release, find_versions, latest_version
from pipelines.release.layout import OWN, folder_of
from pipelines.release.listing import list_releases
from pipelines.stages.publish_release import number_files, publish_release
from schemas import PAIRS


def manifest_of(release):
    return json.loads((release.folder / "manifest.json").read_text(encoding="utf-8"))


def test_a_release_has_the_designed_files(tmp_path):
    release = publish(tmp_path)
    files = {path.relative_to(release.folder).as_posix() for path in release.folder.rglob("*") if path.is_file()}
    assert files == {
        "README.md",
        "croissant.json",
        "manifest.json",
        "quality/results.json",
        "quality/report.html",
        "quality/data_docs/index.html",
        "quality/groups.arrow",
        *(f"data/{split}/part-0000{n}.parquet" for split in ("train", "validation", "test") for n in (0, 1)),
    }
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{12}", release.version)
    assert (tmp_path / "tiny" / "LATEST").read_text() == f"{release.version}\n"
    assert release.folder == tmp_path / "tiny" / release.version
    assert release.published
    assert release.splits == {"train": 4, "validation": 2, "test": 2}
    assert Release.from_json(json.loads(json.dumps(release.to_json()))) == release


def test_rows_are_those_of_the_accepted_parts_in_order(tmp_path):
    corpus, _ = make_stages(tmp_path)
    release = publish(tmp_path)
    for split in release.splits:
        for number, part in enumerate(corpus.validated):
            published = pq.read_table(release.folder / "data" / split / f"part-0000{number}.parquet")
            assert published.schema.equals(PAIRS)
            assert published.equals(pq.read_table(part.path(split)))


def test_parts_without_rows_leave_no_file_and_no_folder():
    def part(key, **rows):
        return Part("validate_pairs", key, "", f"/{key}", rows)

    files = number_files([part("a", train=2, test=0), part("b", train=0), part("c", train=3, extra=1, test_unseen=5)])
    assert {name: f"{part.folder}/{file}" for name, (part, file) in files.items()} == {
        "data/train/part-00000.parquet": "/a/train.parquet",
        "data/train/part-00001.parquet": "/c/train.parquet",
        "data/unseen/part-00000.parquet": "/c/test_unseen.parquet",
        "data/extra/part-00000.parquet": "/c/extra.parquet",
    }
    assert [name.split("/")[1] for name in files] == ["train", "train", "unseen", "extra"]


def test_the_manifest_describes_content_and_settings(tmp_path):
    manifest = manifest_of(publish(tmp_path, rejected=3, verdict="passed with warnings"))
    assert manifest["verdict"] == "passed with warnings"
    assert manifest["seed"] == 1
    assert manifest["counts"]["spin_articles"] == {"in": 14, "kept": 8, "rejected": {"no_swaps": 6}, "parts": 2}
    assert manifest["profiles"]["autoblog"]["lexicon"] == "english"
    lists = {"list.names", "list.given_names", "list.function_words"}
    assert set(manifest["lexicons"]) == {"autoblog", *lists}
    assert manifest["packages"]["pyarrow"]
    assert {entry["path"] for entry in manifest["files"] if "rows" not in entry} == {
        "README.md",
        "croissant.json",
        "quality/results.json",
        "quality/report.html",
        "quality/data_docs/index.html",
        "quality/groups.arrow",
    }


@pytest.mark.parametrize("kind", ["index", "digest"])
def test_indexes_and_digests_are_published_under_the_paths_of_their_data_files(tmp_path, kind):
    corpus, audit = make_stages(tmp_path)
    for number, part in enumerate(corpus.validated):
        (part.path("train").parent / kind).mkdir()
        (part.path("train").parent / kind / f"train.{kind}").write_bytes(b"%d" % number)
        seal(part)
    manifest = manifest_of(publish_release(corpus, audit, make_config(tmp_path)))
    names = {entry["path"] for entry in manifest["files"] if entry["path"].startswith("quality/__index/")}
    assert names == {f"quality/__index/train/part-0000{number}.{kind}" for number in range(2)}
    folder = tmp_path / "tiny" / manifest["version"]
    assert [(folder / name).read_bytes() for name in sorted(names)] == [b"0", b"1"]


def test_manifest_and_card_contain_no_secrets(tmp_path):
    source = "s3://AKIA12:s3cr/et@bucket/news/*.jsonl?X-Signature=t0ken"
    release = publish(tmp_path, input=source)
    text = "".join(path.read_text() for path in release.folder.rglob("*") if path.suffix in {".json", ".md"})
    assert "s3://bucket/news/*.jsonl" in text
    for secret in ("AKIA12", "s3cr", "t0ken"):
        assert secret not in text


def test_only_the_time_does_not_depend_on_the_content(tmp_path):
    one, other = publish(tmp_path / "one"), publish(tmp_path / "other")

    def content(release):
        timeless = {
            path.relative_to(release.folder).as_posix(): path.read_bytes()
            .replace(release.version.encode(), b"VERSION")
            .replace(release.created.encode(), b"CREATED")
            for path in release.folder.rglob("*")
            if path.is_file() and path.name != "manifest.json"
        }
        manifest = manifest_of(release)
        own = {entry["path"] for entry in manifest["files"] if "rows" not in entry}  # these contain the version
        files = [entry for entry in manifest.pop("files") if entry["path"] not in own]
        return timeless, files, {key: manifest[key] for key in manifest if key not in ("version", "created", OWN)}

    assert content(one) == content(other)
    assert one.fingerprint == other.fingerprint


def test_the_same_content_is_published_once(tmp_path):
    first = publish(tmp_path)
    again = publish(tmp_path, spin_articles={"batch_bytes": 5})
    assert not again.published
    assert again.version == first.version
    assert str(again).startswith("the same content is already published as ")
    assert find_versions(tmp_path / "tiny") == [first.version]


@pytest.mark.parametrize("other", [{"parts": 1}, {"publish_release": {"license": "cc-by-4.0"}}])
def test_other_content_is_another_release(tmp_path, other):
    first, second = publish(tmp_path), publish(tmp_path, **other)
    assert second.published
    assert second.fingerprint != first.fingerprint
    assert find_versions(tmp_path / "tiny") == [first.version, second.version]
    assert latest_version(tmp_path / "tiny") == second.version


def test_approval_and_notices_do_not_change_the_release(tmp_path):
    first = publish(tmp_path)
    notify = {"on_release": [{"notifier": "some.Notifier", "kwargs": {"to": "somebody@example.org"}}]}
    again = publish(tmp_path, publish_release={"require_approval": True}, notify=notify)
    assert not again.published
    assert again.version == first.version
    other = publish(tmp_path, publish_release={"require_approval": True, "title": "Other"}, notify=notify)
    text = (other.folder / "manifest.json").read_text()
    assert "require_approval" not in text
    assert "somebody" not in text


def test_a_crash_before_latest_was_replaced_is_repaired(tmp_path):
    release = publish(tmp_path, parts=1)
    (tmp_path / "tiny" / "LATEST").unlink()
    assert not publish(tmp_path, parts=1).published
    assert latest_version(tmp_path / "tiny") == release.version


def test_a_crash_before_the_commit_leaves_no_release(tmp_path, monkeypatch):
    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pipelines.release.publishing.write.describe_release", fail)
    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path)
    assert list_releases(tmp_path) == []
    assert not (tmp_path / "tiny" / "LATEST").exists()
    assert not list((tmp_path / "tiny").glob(".tmp-*"))
    monkeypatch.undo()
    assert publish(tmp_path).published


def test_the_files_of_a_killed_run_are_hidden_and_removed_after_a_day(tmp_path):
    release = publish(tmp_path)
    folder = tmp_path / "tiny"
    young, old = folder / ".tmp-young", folder / "work" / "spin_articles" / ".tmp-old"
    for left in (young, old):
        (left / "data" / "train").mkdir(parents=True)
        (left / "data" / "train" / "part-00000.parquet").write_bytes(b"half a file")
        (left / "manifest.json").write_text("{}")
    assert [found.version for found in list_releases(tmp_path)] == [release.version]
    for path in [old, *old.rglob("*")]:
        os.utime(path, (time.time() - 90_000,) * 2)
    publish(tmp_path)
    assert young.exists()
    assert not old.exists()


def test_a_release_without_pairs_is_an_error_that_names_the_quarantine(tmp_path):
    corpus, audit = make_stages(tmp_path)
    empty = [replace(chain, validated=Part("validate_pairs", "k", "", "", {})) for chain in corpus.chains]
    with pytest.raises(ValidationFailed, match=r"at least one accepted pair .*quarantine"):
        publish_release(Corpus(empty, corpus.groups), audit, make_config(tmp_path))
    assert list_releases(tmp_path) == []


@pytest.mark.parametrize("parts", [(2, 2, 2), (1, 2)])
def test_simultaneous_publishers_all_succeed(tmp_path, parts):
    made = [make_stages(tmp_path, count) for count in parts]
    ready = threading.Barrier(len(parts))

    def publish_one(stages):
        ready.wait()
        return publish_release(*stages, make_config(tmp_path))

    # The lock belongs to the open file, so it works between threads and between processes.
    with ThreadPoolExecutor(len(parts)) as pool:
        releases = list(pool.map(publish_one, made))
    assert sum(release.published for release in releases) == len(set(parts))
    versions = find_versions(tmp_path / "tiny")
    assert versions == sorted({release.version for release in releases})
    assert latest_version(tmp_path / "tiny") == versions[-1]


@pytest.mark.parametrize("split", ["train", "test_unseen"])
def test_a_corpus_of_one_split_is_published(tmp_path, split):
    corpus = make_corpus(make_config(tmp_path), splits=(split,), pairs=make_pairs(NEWS))
    release = publish(tmp_path, corpora=[corpus])
    assert release.splits == {split: 4}
    assert sorted(path.name for path in (release.folder / "data").iterdir()) == [folder_of(split)]
