"""Negatives from the input to the release: their rows, their splits, and how they are loaded."""

import json
from collections import Counter
from pathlib import Path

import datasets
import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from negatives import build, edited_text, news_text, rewritten_text, write_inputs
from published import replace_file

import spindle
from pipelines.errors import ConfigError, StorageError
from pipelines.probe.negatives import negative_files_of, sample_negatives
from pipelines.quality.corpus.audit_files import SKETCHES_FILE
from pipelines.release.find import find_release, read_manifest
from pipelines.release.negatives import negative_files, read_negatives
from pipelines.release.verification.verify import verify_release
from pipelines.storage.json_files import read_json
from schemas import NEGATIVE_KINDS, NEGATIVES, SPLITS

datasets.disable_progress_bars()


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("negatives")
    return build(folder, negatives=write_inputs(folder))


@pytest.fixture(scope="module")
def release(done):
    return done.release


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The release of the same news without negatives."""
    return build(tmp_path_factory.mktemp("plain")).release


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path)


def pairs_of(release):
    return pa.concat_tables(
        pq.read_table(path).append_column("split", pa.repeat(path.parent.name, pq.read_metadata(path).num_rows))
        for path in sorted(release.folder.glob("data/*/*.parquet"))
    )


def sums_of(release):
    return {path.relative_to(release.folder): path.read_bytes() for path in release.folder.glob("data/*/*")}


def test_every_row_of_the_inputs_is_kept_or_rejected_with_a_reason(done):
    counts = read_manifest(done.release.folder)["counts"]
    ingested, grouped, spun = (counts[stage] for stage in ("ingest_articles", "group_duplicates", "spin_articles"))
    assert ingested["in"] == 40 + 23 + 5 + 3
    assert ingested["rejected"] == {"duplicate_text": 1, "no_edit": 1, "no_original": 1}
    assert grouped["rejected"] == {"duplicate_text": 1}
    assert (grouped["negatives"], spun["negatives"]) == (27, 27)
    for stage in (ingested, grouped, spun):
        assert stage["in"] == stage["kept"] + sum(stage["rejected"].values())
    assert (spun["in"], counts["validate_pairs"]["in"]) == (40 + 27, 40)


def test_negatives_are_texts_of_their_inputs(release):
    table = read_negatives(release)
    assert table.schema.equals(NEGATIVES)
    assert Counter(table["kind"].to_pylist()) == {"edited": 20, "paraphrase": 5, "clean": 2}
    texts = {kind: set(table.filter(pc.equal(table["kind"], kind))["text"].to_pylist()) for kind in NEGATIVE_KINDS}
    assert texts["edited"] == set(map(edited_text, range(20)))
    assert texts["paraphrase"] == set(map(rewritten_text, range(20, 25)))
    assert texts["clean"] == {news_text("fresh 1"), news_text("fresh 2")}
    assert set(table.filter(pc.equal(table["kind"], "edited"))["license"].to_pylist()) == {"mit"}
    assert pc.count_distinct(table["negative_id"]).as_py() == len(table)


def test_a_negative_is_in_the_group_and_split_of_its_original(release):
    pairs = {row["article_id"]: row for row in pairs_of(release).to_pylist()}
    numbers = {edited_text(n): n for n in range(20)} | {rewritten_text(n): n for n in range(20, 25)}
    seen = set()
    for split in read_manifest(release.folder)["negatives"]["splits"]:
        for row in read_negatives(release, split).to_pylist():
            if row["text"] in numbers:
                original = pairs[f"story-{numbers[row['text']]}"]
                assert row["article_id"] == original["article_id"]
                assert (row["group_id"], split) == (original["group_id"], original["split"])
                seen.add(split)
            else:
                assert row["article_id"] is None
    assert seen == {"train", "validation", "test"}


def test_negatives_move_no_article_and_change_no_pair(release, plain):
    assert sums_of(release) == sums_of(plain)
    assert release.fingerprint != plain.fingerprint


def test_a_release_without_negatives_has_no_trace_of_them(plain):
    manifest = read_manifest(plain.folder)
    assert "negatives" not in manifest
    assert all("negatives" not in counts for counts in manifest["counts"].values())
    assert not list(plain.folder.glob("__negatives*"))
    assert "negatives" not in (plain.folder / "README.md").read_text().partition("## What was asked")[0]
    assert len(read_negatives(plain)) == 0
    assert read_negatives(plain).schema.equals(NEGATIVES)
    with pytest.raises(ConfigError, match="expected a release with negatives"):
        spindle.load(plain.path, negatives=True)


@pytest.mark.parametrize("streaming", [False, True])
def test_load_dataset_loads_them_by_the_name_of_their_configuration(release, streaming):
    for place in (release.path, str(release.folder.parent)):
        loaded = datasets.load_dataset(place, "negatives", streaming=streaming)
        assert [*loaded] == ["train", "validation", "test"]
        for split, rows in loaded.items():
            assert rows.features == datasets.Features.from_arrow_schema(NEGATIVES)
            expected = read_negatives(release, split)["negative_id"].to_pylist()
            assert [row["negative_id"] for row in rows] == expected
    assert {name: len(rows) for name, rows in datasets.load_dataset(release.path).items()} == release.splits


def test_spindle_loads_them_by_dataset_version_and_split(release, tmp_path):
    whole = spindle.load(release.folder.parent, negatives=True)
    assert {split: len(rows) for split, rows in whole.items()} == read_manifest(release.folder)["negatives"]["splits"]
    assert len(spindle.load(release.folder.parent, "test", release.version, negatives=True)) == len(whole["test"])
    assert spindle.read_negatives(release.path, "test").num_rows == len(whole["test"])
    odd = tmp_path / "odd [x]"
    odd.symlink_to(release.folder.parent, target_is_directory=True)
    assert len(spindle.load(f"{odd}/{release.version}", "test", negatives=True)) == len(whole["test"])
    with pytest.raises(ConfigError, match="expected a split of"):
        spindle.read_negatives(release.path, "none")


def test_readers_that_know_nothing_of_releases_find_pairs_only(release):
    every = sorted(pairs_of(release)["pair_id"].to_pylist())
    assert set(release.folder.rglob("*.parquet")) == set(release.folder.glob("data/*/*.parquet"))
    found = ds.dataset(release.path, format="parquet", exclude_invalid_files=True).to_table()["pair_id"].to_pylist()
    assert sorted(found) == every
    found = duckdb.read_parquet(f"{release.path}/**/*.parquet").project("pair_id").fetchall()
    assert sorted(pair for (pair,) in found) == every
    for folder in ("", "data"):
        loaded = datasets.load_dataset("parquet", data_dir=str(release.folder / folder))
        assert {split: len(rows) for split, rows in loaded.items()} == release.splits


def test_the_manifest_and_the_card_name_them(release):
    manifest = read_manifest(release.folder)
    assert manifest["negatives"]["kinds"] == {"edited": 20, "paraphrase": 5, "clean": 2}
    assert manifest["negatives"]["rows"] == 27
    files = [file for files in negative_files(release.folder).values() for file in files]
    assert sum(rows for _, rows in files) == 27
    card = (release.folder / "README.md").read_text()
    assert "By kind: edited 20, paraphrase 5, clean 2." in card
    assert "license: other" in card, "news without a licence, and negatives with one"


def test_a_release_with_negatives_is_whole(release):
    checks = {check.name: check for check in verify_release(release.folder)}
    assert [str(check) for check in checks.values() if not check.holds] == []
    assert checks["negatives_are_ours"].checked == 27 + sum(map(len, negative_files(release.folder).values()))


def test_the_audit_compares_negatives_with_the_texts_of_other_splits(done):
    """A near-copy in another split would be found by its own sketch, whatever group_duplicates did."""
    sketched = pa.concat_tables(
        pq.read_table(part.file(SKETCHES_FILE), columns=["article_id", "split"])
        for part in done.stages["validate_pairs"]
    ).to_pylist()
    place = {row["article_id"]: row["split"] for row in sketched}
    for split in read_manifest(done.release.folder)["negatives"]["splits"]:
        for row in read_negatives(done.release, split).to_pylist():
            assert place[row["negative_id"]] == split
    results = read_json(done.release.folder / "quality" / "results.json")
    assert results["counts"]["articles"] == 40
    assert sum(sum(kinds.values()) for kinds in results["counts"]["negatives"].values()) == 27


def test_unspun_groups_are_negatives_and_their_articles_have_no_pair(tmp_path, plain):
    found = build(tmp_path, spin_articles={"unspun_share": 0.3}).release
    table, pairs = read_negatives(found), pairs_of(found)
    unspun = set(table["article_id"].to_pylist())
    assert set(table["kind"].to_pylist()) == {"clean"}
    assert 5 <= len(unspun) <= 19
    assert unspun.isdisjoint(pairs["article_id"].to_pylist())
    assert len(unspun) + len(pairs) == 40
    before = {row["pair_id"]: row for row in pairs_of(plain).to_pylist()}
    assert all(before[row["pair_id"]] == row for row in pairs.to_pylist()), "the other pairs stay as they are"
    counts = read_manifest(found.folder)["counts"]["spin_articles"]
    assert (counts["in"], counts["kept"], counts["negatives"]) == (40, 40, len(unspun))
    assert all(check.holds for check in verify_release(found.folder))


def test_a_later_release_keeps_their_splits(tmp_path):
    negatives = write_inputs(tmp_path)
    first = build(tmp_path, negatives=negatives).release
    place = {row["text"]: split for split in SPLITS[:3] for row in read_negatives(first, split).to_pylist()}
    second = build(tmp_path, n_news=70, negatives=negatives).release
    again = {row["text"]: split for split in SPLITS[:3] for row in read_negatives(second, split).to_pylist()}
    assert (second.published, again) == (True, place)


def test_a_damaged_file_is_an_error_and_no_traceback(tmp_path):
    found = build(tmp_path, spin_articles={"unspun_share": 0.5}).release
    path = next(found.folder.glob("__negatives/*/*.gpq"))
    replace_file(path, b"PAR1")
    with pytest.raises(StorageError, match="`spindle verify` reports every fault"):
        read_negatives(find_release(found.path))
    faults = {check.name for check in verify_release(found.folder) if not check.holds}
    assert faults == {"files_are_there"}


def test_a_file_whose_bytes_changed_is_refused_by_all_who_read_it(tmp_path):
    """Written anew, the file has the same rows in other bytes: nothing but its checksum tells."""
    found = build(tmp_path, spin_articles={"unspun_share": 0.5}).release
    path = next(found.folder.glob("__negatives/train/*.gpq"))
    table = pq.read_table(path)
    path.unlink()
    pq.write_table(table, path, compression="none")
    split = path.parent.name
    for read in (
        lambda: read_negatives(find_release(found.path)),
        lambda: sample_negatives(negative_files_of(found.folder)[split]),
        lambda: spindle.load_release(found.path, split, negatives=True, verify=True),
    ):
        with pytest.raises(StorageError, match=f"expected {path} to be as it was published, but its checksum differs"):
            read()


def test_the_order_of_the_inputs_and_their_format_do_not_matter(tmp_path, release):
    negatives = write_inputs(tmp_path)
    lines = [json.loads(line) for line in Path(negatives["edited"]).read_text().splitlines()]
    table = pa.Table.from_pylist([{"license": None, "original": None, **row} for row in reversed(lines)])
    pq.write_table(table.rename_columns({"original": "before", "edited": "after"}), tmp_path / "edited.parquet")
    negatives |= {
        "edited": str(tmp_path / "edited.parquet"),
        "columns": {"original": "before | original", "edited": "after"},
    }
    other = build(tmp_path, negatives=negatives).release
    for split in SPLITS[:3]:
        one, two = (read_negatives(each, split).sort_by("negative_id") for each in (release, other))
        assert one.equals(two)


def test_an_object_store_holds_and_loads_them(s3, tmp_path, release):
    stored = build(tmp_path, negatives=write_inputs(tmp_path), output=f"{s3}/corpora").release
    assert stored.fingerprint == release.fingerprint
    assert all(check.holds for check in verify_release(stored.folder))
    assert read_negatives(stored).equals(read_negatives(release))
    for streaming in (False, True):
        loaded = spindle.load(f"{s3}/corpora/tiny", negatives=True, streaming=streaming)
        for split, rows in loaded.items():
            expected = read_negatives(release, split)["negative_id"].to_pylist()
            assert [row["negative_id"] for row in rows] == expected
