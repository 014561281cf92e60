import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article, write_news

from pipelines.config.ingest import IngestArticles
from pipelines.config.run import check_config
from pipelines.errors import InputError, StorageError
from pipelines.parts.part import Part
from pipelines.sources import split
from pipelines.sources.split import MAX_NEGATIVE_PARTS, group_raw_parts, hash_content, split_input
from pipelines.storage.json_files import hash_json


def config_of(path, output, **settings):
    settings = {"part_bytes": 2_000} | settings
    return check_config(
        {"dataset": "news", "input": str(path), "output": str(output), "seed": 1, "ingest_articles": settings}
    )


def read(parts):
    return pa.concat_tables(pq.read_table(part.path("raw")) for part in parts)


def test_parts_hold_all_rows_in_order(tmp_path):
    parts = split_input(config_of(write_news(tmp_path / "news.jsonl", 20), tmp_path / "out"))
    assert len(parts) > 3
    assert [part.label for part in parts[:2]] == ["part 00000", "part 00001"]
    assert read(parts)["place"].to_pylist() == [f"news.jsonl line {number}" for number in range(1, 21)]


def test_a_second_run_reuses_all_parts(tmp_path):
    config = config_of(write_news(tmp_path / "news.jsonl", 20), tmp_path / "out")
    first, second = split_input(config), split_input(config)
    assert not any(part.reused for part in first)
    assert all(part.reused for part in second)
    assert [part.key for part in first] == [part.key for part in second]


FOLDER = {"a.jsonl": (0, 150), "c.jsonl": (300, 450), "e.jsonl": (600, 750)}
# Change in the folder -> its files, as ranges of articles.
CHANGED = {
    "a file appended to": FOLDER | {"e.jsonl": (600, 800)},
    "a file added at the end": FOLDER | {"f.jsonl": (800, 850)},
    "a file added in the middle by name": FOLDER | {"b.jsonl": (200, 250)},
    "a file added at the beginning": FOLDER | {"0.jsonl": (200, 250)},
    "a file removed": {name: FOLDER[name] for name in ("a.jsonl", "e.jsonl")},
    "a row removed at the beginning": FOLDER | {"a.jsonl": (1, 150)},
    "a row added at the beginning": FOLDER | {"a.jsonl": (-1, 150)},
    "a file renamed": {"a.jsonl": (0, 150), "c2.jsonl": (300, 450), "e.jsonl": (600, 750)},
}


def write_folder(folder, files):
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, (start, stop) in files.items():
        lines = [json.dumps(article(number % 1_000)) for number in range(start, stop)]
        (folder / name).write_text("\n".join(lines) + "\n")
    return folder


@pytest.mark.parametrize("change", CHANGED)
def test_only_parts_near_a_change_are_new(change, tmp_path):
    settings = {"part_bytes": 5_000}
    before = split_input(config_of(write_folder(tmp_path / "news", FOLDER), tmp_path / "out", **settings))
    after = split_input(config_of(write_folder(tmp_path / "news", CHANGED[change]), tmp_path / "out", **settings))
    n_rows = sum(part.rows["raw"] for part in after)
    assert n_rows == sum(stop - start for start, stop in CHANGED[change].values())
    assert len(before) > 20
    n_added = max(0, n_rows - 450) * len(before) // 450
    assert sum(not part.reused for part in after) <= n_added + 4
    if change == "a file renamed":
        assert all(part.reused for part in after)


def test_copies_of_a_file_are_parts_of_their_own(tmp_path):
    same = dict.fromkeys(("a.jsonl", "b.jsonl", "c.jsonl"), (0, 150))
    config = config_of(write_folder(tmp_path / "news", same), tmp_path / "out", part_bytes=5_000)
    parts = split_input(config)
    assert len({part.key for part in parts}) == len(parts)
    assert read(parts).num_rows == 450
    assert all(part.reused for part in split_input(config))


def test_no_rows_is_an_error(tmp_path):
    (tmp_path / "news.jsonl").write_text("\n \n")
    (tmp_path / "news.csv").write_text("id,text\n")
    for name in ("news.jsonl", "news.csv"):
        with pytest.raises(InputError, match="at least one row"):
            split_input(config_of(tmp_path / name, tmp_path / "out"))


def test_content_of_different_rows_has_different_names():
    tables = [{"a": ["x", "y"]}, {"a": ["xy", ""]}, {"a": ["xy", None]}, {"b": ["xy", None]}, {"a": ["xy"]}]
    assert len({hash_content(pa.table(table)) for table in tables}) == len(tables)


@pytest.mark.parametrize("n_parts", [1, 4, 5, 9, 100])
def test_groups_are_consecutive_and_few(n_parts):
    parts = [Part("split_input", hash_json([number]), "", "", {}) for number in range(n_parts)]
    groups = group_raw_parts(parts, IngestArticles(max_parts=4, part_bytes=1 << 16))
    assert [part for group in groups for part in group] == parts
    assert len(groups) == n_parts if n_parts <= 4 else len(groups) <= 4


@pytest.mark.parametrize(("max_parts", "most"), [(1, 3), (4, 4), (256, 256)])
def test_kinds_of_negatives_have_groups_of_their_own(max_parts, most):
    kinds = [None] * 60 + ["edited"] * 40 + ["clean"] * 2
    parts = [
        Part("split_input", hash_json([number]), "", "", {}, statistics={"negative_kind": kind} if kind else {})
        for number, kind in enumerate(kinds)
    ]
    groups = group_raw_parts(parts, IngestArticles(max_parts=max_parts, part_bytes=1 << 16))
    assert [part for group in groups for part in group] == parts
    assert all(len({part.negative_kind for part in group}) == 1 for group in groups)
    assert len(groups) <= most
    assert sum(group[0].negative_kind == "edited" for group in groups) <= MAX_NEGATIVE_PARTS


def test_articles_of_the_tests_differ():
    assert len({article(number)["text"] for number in range(100)}) == 100


def test_an_error_of_writing_a_part_ends_the_split(tmp_path, monkeypatch):
    """Parts are written beside the reading of the next ones."""
    write = split._finish_piece
    written = []

    def fail_at_the_third(piece, config):
        if piece.number == 2:
            raise StorageError("the disk is full")
        written.append(piece.number)
        return write(piece, config)

    monkeypatch.setattr(split, "_finish_piece", fail_at_the_third)
    with pytest.raises(StorageError, match="the disk is full"):
        split_input(config_of(write_news(tmp_path / "news.jsonl", 20), tmp_path / "out"))
    assert written[:2] == [0, 1]
