"""Inputs that lead out of the roots, in every way that they may."""

import json

import datasets
import fsspec
import pytest
from articles import article, write_news

from pipelines.config.ingest import IngestArticles
from pipelines.errors import ConfigError, InputError
from pipelines.sources.confine import check_found
from pipelines.sources.read import read_input
from pipelines.storage.roots import parse_roots


@pytest.fixture
def house(tmp_path):
    """The root news, and secret beside it."""
    (tmp_path / "secret").mkdir()
    write_news(tmp_path / "secret" / "passwords.jsonl", 3)
    (tmp_path / "news" / "2024").mkdir(parents=True)
    write_news(tmp_path / "news" / "2024" / "a.jsonl", 3)
    return tmp_path


def read(house, uri, *more):
    roots = parse_roots(",".join([f"{house}/news", *more]), "input_roots", remote=True)
    return sum(len(table) for table in read_input(str(uri).format(house=house), IngestArticles(), roots))


@pytest.mark.parametrize(
    "uri",
    [
        *(
            "{house}/news",
            "{house}/news/2024/a.jsonl",
            "{house}/news/*/*.jsonl",
            "{house}/news/**",
            "file://{house}/news",
        ),
        *("local://{house}/news", "file:{house}/news", "{house}/secret/../news", "{house}/news/2024/a[.]jsonl"),
    ],
)
def test_what_is_inside_is_read(house, uri):
    assert read(house, uri) == 3


@pytest.mark.parametrize(
    "uri",
    [
        *(
            "~\0/*.jsonl",
            "{house}/secret",
            "{house}/secret/passwords.jsonl",
            "{house}/secret/*",
            "{house}",
            "{house}/*/*",
            "{house}/ne*",
        ),
        *("{house}/news/../secret", "{house}/news/../*/*.jsonl", "{house}/news/*/../../secret/*.jsonl"),
        *("file://{house}/secret", "local://{house}/secret", "file:{house}/secret", "FILE://{house}/secret"),
        *(
            "file://{house}/news/../secret",
            "simplecache::file://{house}/secret/passwords.jsonl",
            "~",
            "~root/x",
            "~nobody_/x",
        ),
        *(
            "zip://a.jsonl::file://{house}/secret/a.zip",
            "{house}/news::file://{house}/secret",
            "dir::file://{house}/secret",
        ),
        *(
            "data:,%7B%22text%22%3A%22a%22%7D",
            "memory://a.jsonl",
            "reference://",
            "/etc/passwd",
            "/proc/self/environ",
            ".",
        ),
        *(
            "s3://bucket/a.jsonl",
            "https://host/a.jsonl",
            "sftp://host/a.jsonl",
            "hf://owner/name",
            "hf://csv",
            "hf://.",
            "x://",
        ),
    ],
)
def test_what_is_outside_is_refused_before_anything_is_opened(house, uri, monkeypatch):
    def open_nothing(*_, **__):
        raise AssertionError("opened")

    monkeypatch.setattr(fsspec.AbstractFileSystem, "isfile", open_nothing)
    monkeypatch.setattr(fsspec.implementations.local.LocalFileSystem, "isfile", open_nothing)
    monkeypatch.setattr(datasets, "load_dataset", open_nothing)
    with pytest.raises(ConfigError, match=f"expected the input below {house}/news, as .*input_roots") as caught:
        read(house, uri)
    assert "passwords" not in str(caught.value).replace(uri.format(house=house), "")


@pytest.mark.parametrize("uri", ["{house}/news", "{house}/news/*", "{house}/news/**", "{house}/news/2024/b.jsonl"])
def test_a_link_that_leads_out_is_refused(house, uri):
    (house / "news" / "2024" / "b.jsonl").symlink_to(house / "secret" / "passwords.jsonl")
    (house / "news" / "c.jsonl").symlink_to(house / "secret" / "passwords.jsonl")
    with pytest.raises(ConfigError) as caught:
        read(house, uri)
    assert "passwords" not in str(caught.value)


def test_a_linked_folder_shows_none_of_its_names(house):
    (house / "news" / "more").symlink_to(house / "secret")
    assert read(house, "{house}/news/*/*.jsonl") == 3  # fsspec does not follow links to folders
    for uri in ("{house}/news/more", "{house}/news/more/*", "{house}/news/more/passwords.jsonl"):
        with pytest.raises(ConfigError, match="expected the input below"):
            read(house, uri)
    roots = parse_roots(f"{house}/news", "input_roots", remote=True)
    with pytest.raises(ConfigError, match="got 'more'") as caught:
        check_found([f"{house}/news/more/passwords.jsonl"], f"{house}/news", roots)
    assert "passwords" not in str(caught.value)


def test_a_link_that_stays_inside_is_followed(house):
    (house / "news" / "b.jsonl").symlink_to(house / "news" / "2024" / "a.jsonl")
    assert read(house, "{house}/news/*.jsonl") == 3


def test_a_link_that_changes_while_others_are_read_is_refused(house, monkeypatch):
    monkeypatch.setattr("pipelines.sources.read.BATCH_ROWS", 1)
    write_news(house / "news" / "2024" / "b.jsonl", 3)
    roots = parse_roots(f"{house}/news", "input_roots", remote=True)
    tables = read_input(f"{house}/news/2024", IngestArticles(), roots)
    assert len(next(tables)) == 3
    (house / "news" / "2024" / "b.jsonl").unlink()
    (house / "news" / "2024" / "b.jsonl").symlink_to(house / "secret" / "passwords.jsonl")
    with pytest.raises(ConfigError, match=r"every file of the input"):
        list(tables)


def test_a_missing_file_names_its_neighbours_only_inside(house):
    with pytest.raises(InputError, match=r"did you mean a\.jsonl"):
        read(house, "{house}/news/2024/b.jsonl")
    write_news(house / "newt.jsonl", 3)
    roots = parse_roots(f"{house}/newd", "input_roots", remote=True)
    with pytest.raises(InputError) as caught:
        list(read_input(f"{house}/newd", IngestArticles(), roots))
    assert "news" not in str(caught.value).replace("expected news", "")
    assert "newt" not in str(caught.value)


@pytest.fixture
def saved(house):
    folder = house / "news" / "saved"
    rows = datasets.Dataset.from_list([article(n) for n in range(3)])
    datasets.DatasetDict({"train": rows}).save_to_disk(str(folder))
    rows.save_to_disk(str(house / "secret" / "rows"))
    return folder


def test_a_saved_dataset_inside_is_read(house, saved):
    assert read(house, saved) == 3


@pytest.mark.parametrize("name", [f"{way}/secret/rows/data-00000-of-00001.arrow" for way in ("../../..", "{house}")])
def test_a_saved_dataset_may_not_name_data_elsewhere(house, saved, name):
    state = saved / "train" / "state.json"
    tree = json.loads(state.read_text())
    state.write_text(json.dumps(tree | {"_data_files": [{"filename": name.format(house=house)}]}))
    with pytest.raises(ConfigError, match="every file of the input"):
        read(house, saved)
    with pytest.raises(ConfigError, match="every file of the input"):
        read(house, saved / "train")


@pytest.mark.parametrize("split", ["../../secret/rows", "{house}/secret/rows"])
def test_a_saved_dataset_may_not_name_splits_elsewhere(house, saved, split):
    (saved / "dataset_dict.json").write_text(json.dumps({"splits": [split.format(house=house)]}))
    with pytest.raises(ConfigError, match="every file of the input"):
        read(house, saved)


@pytest.mark.parametrize("file", ["train/data-00000-of-00001.arrow", "train/state.json", "dataset_dict.json", "train"])
def test_a_saved_dataset_may_not_link_elsewhere(house, saved, file):
    (saved / file).rename(house / "secret" / "moved")
    (saved / file).symlink_to(house / "secret" / "moved")
    with pytest.raises(ConfigError, match="every file of the input"):
        read(house, saved)


def test_a_saved_dataset_of_a_link_inside_is_examined_too(house, saved):
    (saved / "train").rename(house / "news" / "other")
    (saved / "train").symlink_to(house / "news" / "other")
    assert read(house, saved) == 3
    state = house / "news" / "other" / "state.json"
    tree = json.loads(state.read_text())
    outside = str(house / "secret" / "rows" / "data-00000-of-00001.arrow")
    state.write_text(json.dumps(tree | {"_data_files": [{"filename": outside}]}))
    with pytest.raises(ConfigError, match="every file of the input"):
        read(house, saved)


def test_files_of_a_store_are_held_to_its_prefix(house, monkeypatch):
    store = fsspec.filesystem("memory")
    monkeypatch.setattr(type(store), "unstrip_protocol", lambda _, name: f"memory://{name.lstrip('/')}")  # as of s3
    for name in ("bucket/news/a.jsonl", "bucket/newspaper/b.jsonl"):
        store.pipe(f"/{name}", (house / "news" / "2024" / "a.jsonl").read_bytes())
    root = "memory://bucket/news"
    assert read(house, f"{root}/*.jsonl", root) == 3
    assert read(house, root, root) == 3
    for way in ("newspaper", "news*", "*/*", "news/../newspaper", "news/*/../../newspaper/*"):
        with pytest.raises(ConfigError, match="expected the input below"):
            read(house, f"memory://bucket/{way}", root)


def test_a_listed_dataset_of_the_hub_is_read(house, monkeypatch):
    asked = []

    def load_dataset(path, **_):
        asked.append(path)
        return datasets.Dataset.from_list([article(0)]).to_iterable_dataset()

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    assert read(house, "hf://datasets/owner/name@v1", "hf://owner/") == 1
    for uri in (
        "hf://other/name",
        "hf://csv",
        "hf://..",
        "hf://datasets/../etc",
        "hf://buckets/owner/name",
        "hf://owner",
    ):
        with pytest.raises(ConfigError, match="expected the input below"):
            read(house, uri, "hf://owner/")
    assert asked == ["owner/name"]


def test_a_folder_with_the_name_of_a_dataset_of_the_hub_is_not_read_for_it(house, monkeypatch):
    monkeypatch.chdir(house)
    with pytest.raises(ConfigError, match="a folder of that name is here"):
        list(read_input("hf://secret", IngestArticles()))
    (house / "owner" / "name").mkdir(parents=True)
    with pytest.raises(ConfigError, match="a folder of that name is here"):
        read(house, "hf://owner/name", "hf://owner/")
