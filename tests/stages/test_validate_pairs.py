"""The part of validated pairs: its files, counts, indexes and digests, and when it is made anew."""

import dataclasses
import logging
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import make_config, make_corpus, seal, write_part
from stages.validated import SPLITS, copy_clean, good_rows, quarantined, validate

from pipelines.browse.index import rows_with
from pipelines.errors import ConfigError, SchemaError
from pipelines.release.comparison.digests import digest_pairs, name_of_digest, read_digest
from pipelines.stages import validate_pairs as stage
from pipelines.stages.validate_pairs import QUARANTINE, validate_pairs
from pipelines.storage.looking import NotFinishedError, only_finished
from schemas import PAIRS


@pytest.fixture
def config(tmp_path):
    return make_config(tmp_path)


def test_validate_pairs_has_another_key_for_other_promises(tmp_path):
    config = make_config(tmp_path, spin_articles={"profiles": [str(tmp_path / "autoblog.yaml")]})
    keys = []
    for protect in ("{names: all}", "{names: all, glossary: [rain]}"):
        (tmp_path / "autoblog.yaml").write_text(f"imitates: A test.\nrate: 0.2\nprotect: {protect}\n")
        keys.append(validate(config)[1].key)
    assert keys[0] != keys[1]


def test_validate_pairs_measures_samples_of_the_configured_sizes(tmp_path, monkeypatch):
    asked = []

    def measure(clean, spun):
        asked.append((len(clean), len(spun)))
        return pa.array([0.1] * len(clean))

    monkeypatch.setattr(stage, "measure_similarity", measure)
    config = make_config(tmp_path, validate_pairs={"language_sample": 0, "semantic_sample": 3})
    _, part = validate(config)
    checks = part.statistics["checks"]["pairs"]
    assert asked == [(3, 3)]
    assert [checks["language_detected"][name] for name in ("rows", "unexpected")] == [0, 0]
    assert [checks["similarity"][name] for name in ("rows", "unexpected")] == [3, 3]
    assert part.n_rows == 4  # a warning drops nothing


def test_validate_pairs_links_files_without_a_fault(config):
    spun, part = validate(config)
    assert part.rows == spun.rows == {"train": 2, "validation": 1, "test": 1}
    assert {name: part.path(name).stat().st_ino for name in part.files} == {
        name: spun.path(name).stat().st_ino for name in spun.files
    }
    assert (part.rejected, part.rejects_file) == ({}, None)
    assert not (config.dataset_folder / "quarantine").exists()


def test_validate_pairs_rewrites_only_the_file_with_a_fault(config):
    rows = good_rows()
    rows[2]["n_swaps"] = 0
    spun, part = validate(config, rows)
    same = {name: part.path(name).samefile(spun.path(name)) for name in spun.files}
    assert same == {"train": False, "validation": True, "test": True}
    assert part.rows == {"train": 1, "validation": 1, "test": 1}


def test_validate_pairs_counts_accepted_pairs(config):
    _, part = validate(config)
    statistics = part.statistics
    assert statistics["splits"]["train"] | {"rate_error": 0} == {
        "pairs": 2,
        "n_words": 32,
        "n_swapped_words": 6,
        "rate_error": 0,
    }
    assert statistics["edits"]["kinds"] == {"word": 11}
    assert statistics["edits"]["top_swaps"]["new → brand-new"] == 1
    assert statistics["profiles"]["autoblog"]["pairs"] == 4


def test_validate_pairs_does_not_count_quarantined_pairs(config):
    rows = good_rows()
    rows[0]["n_words"] = 1
    _, part = validate(config, rows)
    assert part.statistics["splits"]["train"]["pairs"] == 1
    assert part.statistics["edits"]["n_edits"] == 8
    assert "new → brand-new" not in part.statistics["edits"]["top_swaps"]


@pytest.mark.parametrize("size", [1, 3, 4096])
def test_validate_pairs_does_not_depend_on_row_groups(config, monkeypatch, size):
    monkeypatch.setattr("pipelines.storage.tables.ROW_GROUP_ROWS", size)
    rows = [{**row, "variant": v, "pair_id": f"{v:031x}{i}"} for v in range(5) for i, row in enumerate(good_rows())]
    for at in (0, 7, 8, 19):
        rows[at]["n_swaps"] = 0
    _, part = validate(config, rows)
    assert sorted(bad["pair_id"] for bad in quarantined(part)) == sorted(rows[at]["pair_id"] for at in (0, 7, 8, 19))
    accepted = [row for name in part.files for row in pq.read_table(part.path(name))["pair_id"].to_pylist()]
    assert sorted(accepted) == sorted(row["pair_id"] for i, row in enumerate(rows) if i not in (0, 7, 8, 19))
    assert pq.read_schema(part.rejects_file).equals(QUARANTINE)
    assert part.statistics["edits"]["n_edits"] == 5 * 11 - 3 * 4


def test_validate_pairs_of_no_pairs_is_an_empty_part(config):
    articles, _, _ = make_corpus(config)
    part = validate_pairs(articles, write_part(config, "spin_articles", "none", {}), config)
    assert (part.files, part.statistics["splits"]) == ({}, {})
    assert part.statistics["checks"]["pairs"]["kept_text_same"] == {"rows": 0, "unexpected": 0, "examples": []}


def test_validate_pairs_reuses_its_part_and_links_the_quarantine_again(config, caplog):
    rows = good_rows()
    rows[0]["variant"] = -1
    _, first = validate(config, rows)
    Path(first.rejects_file).unlink()
    caplog.set_level(logging.WARNING)
    _, second = validate(config, rows)
    assert second == dataclasses.replace(first, reused=True)
    assert len(quarantined(second)) == 1
    assert f"1 pairs in quarantine, see `reasons` in {first.rejects_file}" in caplog.text


def test_validate_pairs_raises_if_a_check_raises_and_leaves_nothing(config, monkeypatch):
    def with_a_broken_check(name, config):
        checks = stage_load(name, config)
        return [*checks, dataclasses.replace(checks[0], name="broken", kwargs={"column": "nowhere"})]

    stage_load = stage.load_suite
    monkeypatch.setattr(stage, "load_suite", with_a_broken_check)
    with pytest.raises(ConfigError, match=r"'broken' of schemas/expectations/articles\.json"):
        validate(config)
    assert list((config.dataset_folder / "work" / "validate_pairs").iterdir()) == []


def test_validate_pairs_rejects_another_schema(config):
    articles, _, spun = make_corpus(config)
    path = spun.path("train")
    pq.write_table(pq.read_table(path).drop_columns(["asked_rate"]), path)
    seal(spun)
    with pytest.raises(SchemaError, match=r"train\.parquet.*asked_rate"):
        validate_pairs(articles, spun, config)


def test_validate_pairs_indexes_accepted_pairs(config):
    rows = good_rows()
    rows[0]["edits"][0]["replacement"] = "else"  # in the first of two rows in train
    _, part = validate(config, rows)
    indexes = {path.stem: path for path in (part.path("train").parent / "index").iterdir()}
    assert set(indexes) == set(part.rows)
    for split, path in indexes.items():
        firsts, ends = rows_with(path, [("kind", "word")])
        assert (firsts.tolist(), ends.tolist()) == ([0], [part.rows[split]])
    assert rows_with(indexes["test"], [("word", "contract")])[0].size == 0
    assert rows_with(indexes["test"], [("word", "company")])[0].size == 1


def test_validate_pairs_writes_the_digest_of_the_accepted_pairs(config):
    rows = good_rows()
    rows[0]["edits"][0]["replacement"] = "else"  # in the first of two rows in train
    _, part = validate(config, rows)
    assert {path.stem for path in (part.path("train").parent / "digest").iterdir()} == set(part.rows)
    for split in part.rows:
        pairs = pq.read_table(part.path(split), schema=PAIRS)
        digest = read_digest(part.file(name_of_digest(f"{split}.parquet")))
        assert digest.to_pylist() == digest_pairs(pairs).to_pylist()


def test_validate_pairs_only_looks_for_its_part_and_links_no_quarantine(config):
    rows = good_rows()
    copy_clean(rows[0])
    articles, _, spun = make_corpus(config, pairs=pa.Table.from_pylist(rows, schema=PAIRS), splits=SPLITS)
    with only_finished(), pytest.raises(NotFinishedError):
        validate_pairs(articles, spun, config)
    part = validate_pairs(articles, spun, config)
    Path(part.rejects_file).unlink()
    with only_finished():
        assert validate_pairs(articles, spun, config).key == part.key
    assert not Path(part.rejects_file).exists()
