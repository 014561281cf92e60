"""Both formats of a release are read; releases of format 1 are made by release/former.py."""

from dataclasses import replace

import pyarrow as pa
import pytest
from indexed import SPLITS, publish_indexed
from pairs import make_pairs
from release.former import publish_former

from pipelines.browse import pairs as browse
from pipelines.browse.match import Wanted
from pipelines.browse.pairs import find_pairs
from pipelines.browse.search import Search
from pipelines.browse.shelf import open_shelf
from pipelines.release.find import data_files, find_release, read_manifest
from pipelines.release.layout import FORMAT, index_path, name_origins, pairs_schema, split_of
from pipelines.release.listing import list_releases
from pipelines.release.show_pairs import show_pairs
from pipelines.release.verification.verify import verify_release
from schemas import PAIRS
from spindle import load_release


@pytest.fixture(autouse=True)
def time_enough(monkeypatch):
    monkeypatch.setattr(browse, "SECONDS", 60.0)


@pytest.fixture(scope="module")
def former(tmp_path_factory):
    return publish_former(tmp_path_factory.mktemp("former"))


@pytest.fixture(scope="module")
def now(tmp_path_factory):
    return publish_indexed(tmp_path_factory.mktemp("now"))


@pytest.fixture(params=["former", "now"])
def release(request):
    return request.getfixturevalue(request.param)


def test_a_release_has_format_2_and_the_folders_of_its_contract(now):
    assert read_manifest(now.folder)["format"] == FORMAT == 2
    assert {path.name for path in (now.folder / "data").iterdir()} == {"train", "validation", "test", "unseen"}


def test_the_former_release_is_laid_out_as_it_was(former):
    assert read_manifest(former.folder)["format"] == 1
    assert (former.folder / "data/test_unseen/part-00000.parquet").is_file()
    assert (former.folder / "quality/index/test_unseen/part-00000.parquet").is_file()


def test_all_checks_of_verify_hold(release):
    assert [str(check) for check in verify_release(release.folder) if not check.holds] == []


def test_a_release_is_found_and_listed_with_its_splits(release):
    assert find_release(release.folder.parent) == release
    assert list_releases(release.folder.parent) == [release]
    assert list(release.splits) == list(SPLITS)
    assert all(release.splits.values())
    assert {split: sum(rows for _, rows in files) for split, files in data_files(release.folder).items()} == (
        release.splits
    )


def test_shown_pairs_have_origins(release):
    rows = show_pairs(release, 2, split="test_unseen").to_pylist()
    assert {edit["origin"] for row in rows for edit in row["edits"]} == {"moby"}
    assert "source" not in rows[0]["edits"][0]


@pytest.mark.parametrize("wanted", [Wanted(origin="moby"), Wanted(origin="moby", word="won"), Wanted(origin="spinbot")])
@pytest.mark.parametrize("is_indexed", [True, False])
def test_pairs_are_browsed_by_origin(release, wanted, is_indexed):
    manifest = read_manifest(release.folder)
    shelf = open_shelf(release.folder, manifest, lambda folder, path: folder / path)
    assert all(path.is_file() for path in shelf.indexes)
    if not is_indexed:
        shelf = replace(shelf, indexes=[None] * len(shelf.paths))
    page = find_pairs(Search(shelf, wanted), place=None)
    expected = {"moby": sum(release.splits.values()), "spinbot": 0}[wanted.origin]
    assert len(page.places) == (3 if wanted.word else expected)
    if page.table is not None:
        assert page.table.schema.field("edits").type == PAIRS.field("edits").type


def test_load_release_gives_all_splits(release, tmp_path, monkeypatch):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path)
    if read_manifest(release.folder)["format"] == 1:
        pytest.skip("README.md of this release is edited by hand, without the types of its edits")
    assert {name: len(rows) for name, rows in load_release(release.path).items()} == release.splits


@pytest.mark.parametrize(
    ("path", "split", "index"),
    [
        ("data/train/part-00001.parquet", "train", "quality/__index/train/part-00001.index"),
        ("data/unseen/part-00000.parquet", "test_unseen", "quality/__index/unseen/part-00000.index"),
    ],
)
def test_paths(path, split, index):
    assert split_of(path) == split
    assert index_path(path) == index
    assert index_path(path, 1) == path.replace("data", "quality/index", 1)


def test_name_origins_renames_the_field_and_nothing_else():
    table = make_pairs()
    former = pa.Table.from_pylist(
        [row | {"edits": [{**edit, "source": edit["origin"]} for edit in row["edits"]]} for row in table.to_pylist()],
        schema=pairs_schema(1),
    )
    assert former.schema.field("edits").type != table.schema.field("edits").type
    for slice_of in (slice(None), slice(1, 3), slice(0, 0)):
        assert name_origins(former[slice_of]).equals(table[slice_of])
    assert name_origins(table) is table
    without = table.drop_columns("edits")
    assert name_origins(without) is without


def test_name_origins_takes_rows_without_edits_and_edits_with_some_fields():
    table = pa.table({"edits": [[{"source": "moby"}, None], None, []]})
    assert name_origins(table)["edits"].to_pylist() == [[{"origin": "moby"}, None], None, []]
