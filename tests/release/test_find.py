"""Find releases, and read them with common Parquet readers."""

import json
import shutil
import time

import pyarrow.dataset
import pytest
from published import publish

from pipelines.errors import ConfigError, StorageError
from pipelines.release import find
from pipelines.release.find import find_release, read_release, split_name
from pipelines.release.listing import list_releases
from schemas import PAIRS


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"))


def copy_release(release, root, dataset, version):
    """Copy the release to another dataset and version."""
    folder = shutil.copytree(release.folder, root / dataset / version)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"dataset": dataset, "version": version}))
    return folder


@pytest.fixture
def root(published, tmp_path):
    """Two releases of `news`, with LATEST naming the first, and one of `other`, without LATEST."""
    for dataset, version in (
        ("news", "20260101T000000Z-aaaaaaaaaaaa"),
        ("news", "20260301T000000Z-bbbbbbbbbbbb"),
        ("other", "20260201T000000Z-cccccccccccc"),
    ):
        copy_release(published, tmp_path, dataset, version)
    (tmp_path / "news" / "LATEST").write_text("20260101T000000Z-aaaaaaaaaaaa\n")
    return tmp_path


def test_list_releases_accepts_a_root_or_a_dataset(root):
    found = [(release.dataset, release.version[:8]) for release in list_releases(root)]
    assert found == [("news", "20260101"), ("news", "20260301"), ("other", "20260201")]
    assert [release.version[:8] for release in list_releases(root / "news")] == ["20260101", "20260301"]
    assert list_releases(root / "nothing") == []


def test_list_releases_skips_other_folders(root):
    news = root / "news"
    shutil.copytree(news / "20260101T000000Z-aaaaaaaaaaaa", news / ".tmp-20260101T000000Z-aaaaaaaaaaaa")
    shutil.copytree(news / "20260101T000000Z-aaaaaaaaaaaa", news / "work" / "20260101T000000Z-dddddddddddd")
    shutil.copytree(news / "20260101T000000Z-aaaaaaaaaaaa", news / "backup")
    (news / "20260401T000000Z-eeeeeeeeeeee" / "data").mkdir(parents=True)
    assert len(list_releases(news)) == 2


def test_list_of_hundreds_of_releases_is_fast(published, tmp_path):
    text = (published.folder / "manifest.json").read_text()
    for number in range(300):
        folder = tmp_path / "news" / f"20260101T{number:06}Z-aaaaaaaaaaaa"
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(text)
    began = time.monotonic()
    assert len(list_releases(tmp_path)) == 300
    assert time.monotonic() - began < 2  # about 0.1 s; reading the data files would take far longer


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("news", "20260101"),
        ("other", "20260201"),
        ("news/20260301T000000Z-bbbbbbbbbbbb", "20260301"),
    ],
)
def test_find_release_accepts_a_version_or_a_dataset(root, path, version):
    assert find_release(root / path).version[:8] == version
    assert find_release(str(root / path)).path == find_release(root / path).path


def test_find_release_returns_the_newest_if_latest_is_broken(root):
    (root / "news" / "LATEST").write_text("20260909T000000Z-ffffffffffff\n")
    assert find_release(root / "news").version[:8] == "20260301"


@pytest.mark.parametrize("content", [b"20260909T000000Z-ffffffffffff\n", b"", b"\xff\x00", b"../other\n"])
def test_a_latest_that_names_no_release_is_warned_of(root, content, caplog):
    (root / "news" / "LATEST").write_bytes(content)
    find_release(root / "news")
    (warning,) = caplog.messages
    assert f"{root}/news/LATEST names no release: taking the newest one, 20260301T000000Z-bbbbbbbbbbbb" in warning
    assert f"`spindle promote {root}/news VERSION`" in warning


@pytest.mark.parametrize("content", ["20260909T000000Z-ffffffffffff\n", None])
def test_who_asks_for_a_broken_latest_by_name_is_told_to_promote(root, content):
    (root / "news" / "LATEST").unlink(missing_ok=True)
    if content is not None:
        (root / "news" / "LATEST").write_text(content)
    with pytest.raises(ConfigError, match=f"`spindle promote {root}/news 20260301T000000Z-bbbbbbbbbbbb` makes it name"):
        find_release(f"{root}/news@latest")


def test_latest_may_be_asked_for_by_the_name_of_its_file(root):
    assert find_release(f"{root}/news@LATEST") == find_release(f"{root}/news@latest") == find_release(root / "news")
    with pytest.raises(ConfigError, match=r"expected a version or a tag of .*, or `latest`, got 'Latest'"):
        find_release(f"{root}/news@Latest")


@pytest.mark.parametrize("address", ["hf://datasets/owner/news", "hf://owner/news"])
def test_a_release_on_the_hub_is_left_to_datasets(address):
    with pytest.raises(ConfigError, match=r'datasets\.load_dataset\("owner/news"\)'):
        find_release(address)


def test_what_latest_does_not_decide_is_not_warned_of(root, caplog):
    find_release(root / "other")  # has no LATEST
    find_release(root / "news")
    (root / "news" / "LATEST").write_text("nonsense\n")
    find_release(root / "news" / "20260101T000000Z-aaaaaaaaaaaa")
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("path", "hint"), [("", "it holds the datasets news, other"), ("nothing", "spindle list ROOT")]
)
def test_find_release_names_the_existing_releases(root, path, hint):
    with pytest.raises(ConfigError, match=f"expected the folder of a release or a dataset, got .*{hint}"):
        find_release(root / path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "manifest of format 1 or 2, got something else"),
        ('{"format": "3"}', "manifest of format 1 or 2, got something else"),
        (
            '{"format": 3}',
            "manifest of format 1 or 2, got format 3: a newer version .* install the newer wheel of Spindle",
        ),
        ("[]", "manifest of format 1 or 2, got something else"),
        ("{", "is damaged"),
        ('{"format": 1}', "expected bytes, config, created, .* is damaged"),
        ('{"format": 2}', "expected bytes, config, created, .* is damaged"),
    ],
)
def test_a_damaged_manifest_is_an_error(root, content, message):
    folder = root / "other" / "20260201T000000Z-cccccccccccc"
    (folder / "manifest.json").write_text(content)
    with pytest.raises(StorageError, match=message):
        read_release(folder)


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../secret/a/b", "data/../../x", "data//x", "data/./x", "data\\x"])
@pytest.mark.parametrize("content", [{}, {"rows": 1}])
def test_a_manifest_with_a_path_out_of_the_release_is_damaged(root, path, content):
    file = root / "other" / "20260201T000000Z-cccccccccccc" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["files"].append({"path": path, "bytes": 1, "sha256": "0" * 64, **content})
    file.write_text(json.dumps(manifest))
    with pytest.raises(StorageError, match=r"path is wrong \(.* below the release.*: the file is damaged; copy it"):
        read_release(file.parent)


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("splits", {"../../notes": 1}),
        ("splits", {"/home/me/notes": 1}),
        ("splits", {"": 1}),
        ("splits", {".hidden": 1}),
        ("splits", {"train\n": 1}),
        ("files", [{"path": "README.md", "bytes": 1, "sha256": "/home/me/notes"}]),
        ("files", [{"path": "README.md", "bytes": 1, "sha256": "../" * 20 + "notes"}]),
        ("files", [{"path": "README.md", "bytes": 1, "sha256": "0" * 64 + "\n"}]),
        ("negatives", [1, 2]),
        ("negatives", {"splits": "abc", "rows": 1}),
        ("negatives", {"splits": {"../x": 1}, "rows": 1, "kinds": {"edited": 1}}),
        ("counts", {"ingest_articles": {"in": 1}}),
        ("raw", "x"),
        ("raw", [1]),
        ("lexicons", [1]),
        ("platform", {"system": "Linux"}),
        ("config", json.loads('{"a": ' * 400 + "1" + "}" * 400)),
        ("profiles", {"a": json.loads("[" * 400 + "]" * 400)}),
    ],
)
def test_a_manifest_with_an_entry_that_no_reader_expects_is_damaged(root, entry, value):
    file = root / "other" / "20260201T000000Z-cccccccccccc" / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {entry: value}))
    with pytest.raises(StorageError, match=rf"(?s)({entry}.* is wrong|64 deep in each other).*: the file is damaged"):
        read_release(file.parent)


def test_find_release_follows_versions_and_latest_by_name(root):
    for name in ("20260101T000000Z-aaaaaaaaaaaa", "latest"):
        wanted = "20260301T000000Z-bbbbbbbbbbbb" if name == "latest" else name
        (root / "news" / "LATEST").write_text("20260301T000000Z-bbbbbbbbbbbb\n")
        assert find_release(f"{root}/news@{name}").folder.name == wanted
        assert find_release(root / f"news@{name}").folder.name == wanted


def test_a_folder_with_an_at_in_its_name_is_itself(root):
    (root / "news").rename(root / "me@home")
    assert find_release(root / "me@home").folder.name == "20260101T000000Z-aaaaaaaaaaaa"
    assert find_release(f"{root}/me@home@20260301T000000Z-bbbbbbbbbbbb").folder.name == "20260301T000000Z-bbbbbbbbbbbb"


@pytest.mark.parametrize(
    ("path", "folder", "name"),
    [
        ("s3://b/corpora/news@paper", "s3://b/corpora/news", "paper"),
        ("s3://b/news@20260101T000000Z-aaaaaaaaaaaa", "s3://b/news", "20260101T000000Z-aaaaaaaaaaaa"),
        ("s3://b/news", "s3://b/news", None),
    ],
)
def test_a_name_is_cut_off_an_address(path, folder, name):
    assert tuple(map(str, split_name(path))) == (folder, str(name))


@pytest.mark.parametrize("path", ["s3://key:secret@bucket", "s3://key:secret@bucket/news", "s3://b/a@b/news"])
def test_credentials_in_an_address_are_no_name(path):
    with pytest.raises(ConfigError, match="leave out credentials"):
        split_name(path)


def test_a_reader_that_meets_a_pruned_release_searches_again(root, monkeypatch):
    """LATEST moves on, and its release is pruned, between the reading of LATEST and that of the manifest."""
    first, second = "20260101T000000Z-aaaaaaaaaaaa", "20260301T000000Z-bbbbbbbbbbbb"
    (root / "news" / "LATEST").write_text(f"{first}\n")
    original = find.read_release

    def prune_first(folder):
        if folder.name == first:
            (root / "news" / "LATEST").write_text(f"{second}\n")
            (folder / "manifest.json").unlink()
        return original(folder)

    monkeypatch.setattr(find, "read_release", prune_first)
    assert find_release(root / "news").folder.name == second


def test_pyarrow_dataset_reads_it(published):
    dataset = pyarrow.dataset.dataset(published.folder / "data", format="parquet")
    assert dataset.schema.equals(PAIRS)
    assert dataset.count_rows() == 8


def test_polars_reads_it(published):
    import polars as pl

    frame = pl.read_parquet(published.folder / "data" / "train" / "*.parquet")
    assert frame.shape == (4, len(PAIRS.names))
    first = frame.explode("edits").unnest("edits", separator=".").row(0, named=True)
    assert first["clean"][first["edits.clean_start"] : first["edits.clean_end"]] == first["edits.original"]


def test_duckdb_reads_it(published):
    import duckdb

    query = f"""
        select count(*), sum(len(edits)), count(distinct pair_id), sum(n_swaps)
        from '{published.folder}/data/*/*.parquet'
    """  # noqa: S608 - the test's own path
    rows, edits, ids, swaps = duckdb.connect().execute(query).fetchone()
    assert (rows, edits, ids) == (8, swaps, 8)
