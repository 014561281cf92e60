import os
import re

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from pipelines.config.ingest import IngestArticles
from pipelines.config.run import load_config
from pipelines.errors import ConfigError, InputError
from pipelines.sources.find import find_input_files
from pipelines.sources.raw.files import open_bytes
from pipelines.sources.read import read_input


@pytest.fixture
def folder(tmp_path):
    for name in ("b.jsonl", "a/2.txt", "a/1.TXT", "a/notes.docx", ".hidden.jsonl", "_SUCCESS", "c[1].csv.gz"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path / "news"


def names(uri):
    return [file.name for file in find_input_files(str(uri))]


def test_a_file_is_named_by_its_name(folder):
    assert names(folder / "b.jsonl") == ["b.jsonl"]
    assert names(f"file://{folder}/b.jsonl") == ["b.jsonl"]


def test_a_folder_gives_its_files_by_path(folder):
    found = find_input_files(str(folder))
    assert [(file.name, file.format) for file in found] == [
        ("a/1.TXT", "text"),
        ("a/2.txt", "text"),
        ("b.jsonl", "lines"),
        ("c[1].csv.gz", "csv"),
    ]
    assert names(f"{folder}/") == [file.name for file in found]


def test_skipped_files_of_a_folder_are_logged(folder, caplog):
    (folder / "empty.csv").touch()
    find_input_files(str(folder))
    assert "notes.docx" in caplog.text
    assert "empty.csv" in caplog.text


def test_a_glob(folder):
    assert names(folder / "*" / "*.txt") == ["a/2.txt"]
    assert names(folder / "**") == names(folder)


def test_a_file_name_with_glob_characters_names_the_file(folder):
    assert names(folder / "c[1].csv.gz") == ["c[1].csv.gz"]


def test_other_file_systems():
    fsspec.filesystem("memory").pipe("/find/news.jsonl", b"{}")
    (found,) = find_input_files("memory://find/news.jsonl")
    assert (found.path, found.name) == ("memory:///find/news.jsonl", "news.jsonl")
    assert names("memory://find") == ["news.jsonl"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("b.jsnl", "did you mean b.jsonl?"),
        ("a/3.txt", "did you mean 2.txt"),
        ("nowhere/b.jsonl", "there is no folder"),
        ("*.xml", "no such file"),
        ("a/notes.docx", "convert the news"),
    ],
)
def test_a_missing_input_is_explained(folder, name, said):
    with pytest.raises(InputError, match=said.replace("?", r"\?")):
        find_input_files(str(folder / name))


def test_an_empty_input_is_refused(tmp_path):
    with pytest.raises(InputError, match="the folder is empty"):
        find_input_files(str(tmp_path))
    (tmp_path / "news.jsonl").touch()
    with pytest.raises(InputError, match=r"news\.jsonl is empty"):
        find_input_files(str(tmp_path / "news.jsonl"))


def test_an_unknown_scheme_is_refused():
    with pytest.raises(ConfigError, match="gopher"):
        find_input_files("gopher://news/today.jsonl")


@pytest.mark.parametrize("uri", ["far://bucket/news.jsonl", "far://bucket/*.jsonl", "far://bucket/folder"])
def test_a_storage_that_cannot_be_asked_is_not_called_empty(monkeypatch, uri):
    class Far(MemoryFileSystem):
        """Like a bucket without network: what fsspec asks for is "not there", and only `info` says why."""

        def info(self, *_, **__):
            raise PermissionError("AWS Error ACCESS_DENIED\nduring HeadObject")

    monkeypatch.setattr("pipelines.sources.find.open_file_system", lambda uri: (Far(), uri.removeprefix("far://")))
    with pytest.raises(InputError, match=r"ACCESS_DENIED during HeadObject: check name, network and credentials$"):
        find_input_files(uri)


def test_the_missing_sample_is_named_with_the_command_that_fetches_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    uri = load_config("sample").input
    with pytest.raises(InputError, match=rf"fetch it with `python -m pipelines\.sources\.sample {re.escape(uri)}`"):
        find_input_files(uri)


def write(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"text": "Rain"}\n')
    return path


@pytest.mark.parametrize("pattern", ["", "/", "/**", "/**/*.jsonl", "/*/*.jsonl", "/20[12]*/*.jsonl", "/2020"])
def test_folders_behind_links_are_read(tmp_path, pattern):
    write(tmp_path / "news" / "2019" / "a.jsonl")
    write(tmp_path / "archive" / "b.jsonl")
    (tmp_path / "news" / "2020").symlink_to("../archive")
    expected = ["b.jsonl"] if pattern == "/2020" else ["2019/a.jsonl", "2020/b.jsonl"]
    assert names(f"{tmp_path}/news{pattern}") == expected


def test_a_glob_finds_a_folder_by_the_name_of_its_link(tmp_path):
    write(tmp_path / "news" / "2019" / "a.jsonl")
    (tmp_path / "news" / "latest").symlink_to("2019")
    for pattern in ("l*/*.jsonl", "l*/**", "latest/*", "late??/a.jsonl"):
        assert [name.rpartition("/")[2] for name in names(tmp_path / "news" / pattern)] == ["a.jsonl"]
    assert names(tmp_path / "news" / "*" / "*") == ["2019/a.jsonl"]


def test_links_that_lead_nowhere_or_around_are_skipped_with_a_warning(tmp_path, caplog):
    write(tmp_path / "a.jsonl")
    (tmp_path / "gone.jsonl").symlink_to("nowhere.jsonl")
    (tmp_path / "again").symlink_to(".")
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert names(tmp_path) == ["a.jsonl"]
    for said in ("links to nothing: gone.jsonl", "links to a folder around them: again", "devices: pipe.jsonl"):
        assert said in caplog.text


def test_a_link_checked_out_as_a_file_is_named(tmp_path, caplog):
    write(tmp_path / "news" / "a.jsonl")
    (tmp_path / "archive").mkdir()
    (tmp_path / "news" / "2020").write_text("../archive")
    assert names(tmp_path / "news") == ["a.jsonl"]
    assert "2020 (a link to a folder, checked out as a text file)" in caplog.text


@pytest.mark.parametrize("name", ["gone.jsonl", "pipe.jsonl", "annex.jsonl"])
def test_what_is_no_file_is_refused_and_not_opened(tmp_path, name):
    (tmp_path / "gone.jsonl").symlink_to("nowhere.jsonl")
    (tmp_path / "annex.jsonl").symlink_to("../.git/annex/objects/x/y")
    os.mkfifo(tmp_path / "pipe.jsonl")
    said = {"pipe": "found a pipe, socket or device", "gone": "nowhere.jsonl", "anne": "`git annex get`"}[name[:4]]
    with pytest.raises(InputError, match=said):
        find_input_files(str(tmp_path / name))
    for place in (str(tmp_path), str(tmp_path / "*")):
        with pytest.raises(InputError, match=r"holds only links to nothing \(annex.jsonl, gone.jsonl\) and pipes"):
            find_input_files(place)


def test_a_folder_of_hidden_files_is_named_as_such(tmp_path):
    write(tmp_path / ".cache" / "data" / "a.jsonl")
    for place in (tmp_path, tmp_path / "*"):
        with pytest.raises(InputError, match=r"holds only hidden files or folders \(\.cache\)"):
            find_input_files(str(place))
    assert names(tmp_path / ".cache") == ["data/a.jsonl"]
    (tmp_path / "empty" / "below").mkdir(parents=True)
    with pytest.raises(InputError, match="the folder is empty"):
        find_input_files(str(tmp_path / "empty"))


def test_files_about_the_news_are_skipped_unless_named(tmp_path, caplog):
    for name in ("README.txt", "a.txt", "LICENSE.txt", "licence-fee.txt"):
        write(tmp_path / name)
    assert names(tmp_path) == names(tmp_path / "*.txt") == ["a.txt", "licence-fee.txt"]
    assert "skipped files about the news, not of it: LICENSE.txt, README.txt" in caplog.text
    assert names(tmp_path / "README.txt") == ["README.txt"]
    with pytest.raises(InputError, match=r"README\.txt describes news and holds none"):
        find_input_files(str(tmp_path / "R*"))


ODD = [
    *(
        "a::b.jsonl",
        "a[1].jsonl",
        "a*?.jsonl",
        "a#b.jsonl",
        "a%20b.jsonl",
        "a b.jsonl",
        " a.jsonl",
        "a.jsonl ",
        "-a.jsonl",
    ),
    *(
        "{a}.jsonl",
        "memory:a.jsonl",
        "a?x=1.jsonl",
        "A.JSONL",
        "é" * 100 + ".jsonl",
        "~a.jsonl",
        "a'\"b.jsonl",
        "$a.jsonl",
    ),
]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_found_and_opened(tmp_path, name):
    write(tmp_path / "news" / name)
    for place in (tmp_path / "news", tmp_path / "news" / name):
        (file,) = find_input_files(str(place))
        assert (file.name, file.format) == (name, "lines")
        with open_bytes(file) as stream:
            assert stream.read() == b'{"text": "Rain"}\n'


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"M\xfcnchen.jsonl", r"M\xfcnchen.jsonl"),
        (b"a\nb.jsonl", r"a\x0ab.jsonl"),
        (b"\x1b[31m\x07.jsonl", r"\x1b[31m\x07.jsonl"),
        ("news\u202elnosj.jsonl".encode(), r"news\u202elnosj.jsonl"),
    ],
)
def test_names_that_cannot_be_shown_are_escaped(tmp_path, name, shown):
    write(tmp_path / "news" / "a").rename(os.fsdecode(os.fsencode(tmp_path / "news") + b"/" + name))
    (file,) = find_input_files(str(tmp_path / "news"))
    assert file.name == shown
    with open_bytes(file) as stream:
        assert stream.read() == b'{"text": "Rain"}\n'


def test_files_are_sorted_by_path(tmp_path):
    for name in ("b/1.jsonl", "a.jsonl", "a/2.jsonl", "B.jsonl", "a-b.jsonl"):
        write(tmp_path / name)
    assert names(tmp_path) == ["B.jsonl", "a-b.jsonl", "a.jsonl", "a/2.jsonl", "b/1.jsonl"]


def test_a_very_long_address_is_cut(tmp_path):
    with pytest.raises(InputError) as caught:
        find_input_files(f"{tmp_path}/{'x' * 4_000}.jsonl")
    assert len(str(caught.value)) < 1_000


RELEASE = "20260102T030405Z-0123456789ab"
KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("pattern", ["", "/**", "/**/*.parquet", "/*/*/*/*/*.parquet"])
def test_what_spindle_wrote_is_left_out(tmp_path, pattern, caplog):
    for name in (
        f"corpora/mine/work/split_input/{KEY}/raw.parquet",
        f"corpora/mine/rejects/ingest_articles/{KEY}.parquet",
        f"corpora/mine/{RELEASE}/data/train/part-00000.parquet",
        f"corpora/mine/{RELEASE}/croissant.json",
        "corpora/mine/LATEST",
        "corpora/mine/README.md",
        "a/b/c/d/news.parquet",
    ):
        write(tmp_path / name)
    assert names(f"{tmp_path}{pattern}") == ["a/b/c/d/news.parquet"]
    assert "skipped folders that Spindle wrote: corpora/mine" in caplog.text
    assert "readable format" not in caplog.text


def test_news_beside_the_work_of_a_run_are_read(tmp_path):
    """As of `spindle build --dataset news --output .`, with the news in ./news."""
    write(tmp_path / "news" / "a.jsonl")
    write(tmp_path / "news" / "work" / "split_input" / KEY / "raw.parquet")
    for place in (tmp_path, tmp_path / "news"):
        (file,) = find_input_files(str(place), dataset_folder=tmp_path / "news")
        assert file.path == str(tmp_path / "news" / "a.jsonl")
    with pytest.raises(ConfigError, match="outside the folder that the run writes to"):
        find_input_files(str(tmp_path / "news" / "work"), dataset_folder=tmp_path / "news")


def test_what_spindle_wrote_is_left_out_of_a_store_too():
    memory = fsspec.filesystem("memory")
    for name in (
        f"mine/{RELEASE}/data/train/part-00000.parquet",
        f"mine/work/split_input/{KEY}/raw.parquet",
        "a.jsonl",
    ):
        memory.pipe(f"/outputs/{name}", b"{}")
    assert names("memory://outputs") == ["a.jsonl"]


def test_a_folder_that_may_not_be_listed_is_an_error_or_skipped_by_a_glob(tmp_path, monkeypatch, caplog):
    write(tmp_path / "a" / "a.jsonl")
    (tmp_path / "lost+found").mkdir()
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("lost+found"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    for place in (tmp_path, tmp_path / "lost+found"):
        with pytest.raises(InputError, match=r"no permission to list .*lost\+found: check name and permissions"):
            find_input_files(str(place))
    assert names(tmp_path / "*" / "*.jsonl") == ["a/a.jsonl"]
    assert "skipped folders that may not be listed: lost+found" in caplog.text


def test_a_file_that_may_not_be_read_is_an_error(tmp_path, monkeypatch):
    path = write(tmp_path / "a.jsonl")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(InputError, match=r"a\.jsonl to be JSON lines and readable, but .*Permission denied"):
        list(read_input(str(tmp_path), IngestArticles()))
