"""Links, hidden files, what Spindle wrote, and what may not be read: followed, skipped with a warning, or refused."""

import os

import fsspec
import pytest
from sources.found import names, write

from pipelines.config.ingest import IngestArticles
from pipelines.errors import ConfigError, InputError
from pipelines.sources.find import find_input_files
from pipelines.sources.read import read_input


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
        with pytest.raises(InputError, match=r"holds only hidden files or folders .* \(\.cache\)"):
            find_input_files(str(place))
    assert names(tmp_path / ".cache") == ["data/a.jsonl"]
    (tmp_path / "empty" / "below").mkdir(parents=True)
    with pytest.raises(InputError, match="the folder is empty"):
        find_input_files(str(tmp_path / "empty"))


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("", "_b.jsonl, _old, a/.c.csv.gz"),
        ("/*.jsonl", "_b.jsonl"),
        ("/*/*", "_old, a/.c.csv.gz"),
        ("/**", "_b.jsonl, _old, a/.c.csv.gz"),
        ("/**/*.jsonl", "_b.jsonl, _old"),
        ("/o*/*.jsonl", ""),
    ],
)
def test_hidden_files_and_folders_are_skipped_with_a_warning(tmp_path, caplog, pattern, said):
    """But for what tools keep beside the news, and for files in no readable format."""
    for name in ("_b.jsonl", "_old/c.jsonl", "a/.c.csv.gz", "a.jsonl", "a/d.jsonl", "o/e.jsonl"):
        write(tmp_path / name)
    for name in (".git/c.jsonl", "._a.jsonl", "_SUCCESS", "__MACOSX/a.jsonl", ".DS_Store", "_notes.docx", "._b"):
        write(tmp_path / name)
    assert names(f"{tmp_path}{pattern}")
    warned = [text for text in caplog.messages if "hidden" in text]
    head = "skipped hidden files or folders (their names begin with . or _): "
    assert warned == ([f"{head}{said}"] if said else [])


def test_a_hidden_file_that_is_named_is_read(tmp_path, caplog):
    write(tmp_path / "_old" / "_b.jsonl")
    assert names(tmp_path / "_old" / "_b.jsonl") == ["_b.jsonl"]
    assert caplog.messages == []


def test_files_about_the_news_are_skipped_unless_named(tmp_path, caplog):
    for name in ("README.txt", "a.txt", "LICENSE.txt", "licence-fee.txt"):
        write(tmp_path / name)
    assert names(tmp_path) == names(tmp_path / "*.txt") == ["a.txt", "licence-fee.txt"]
    assert "skipped files about the news, not of it: LICENSE.txt, README.txt" in caplog.text
    assert names(tmp_path / "README.txt") == ["README.txt"]
    with pytest.raises(InputError, match=r"README\.txt describes news and holds none"):
        find_input_files(str(tmp_path / "R*"))


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


def test_a_glob_names_the_outputs_that_it_leads_into_and_no_others(tmp_path, caplog):
    release = f"corpora/mine/{RELEASE}"
    for name in (f"{release}/data/test/part-00000.parquet", f"{release}/croissant.json", "a/news.parquet"):
        write(tmp_path / name)
    with pytest.raises(
        InputError, match=rf"holds only folders that Spindle wrote \(mine/{RELEASE}\): give another path"
    ):
        find_input_files(f"{tmp_path}/corpora/*/*/data/test/*.parquet")
    caplog.clear()
    assert names(f"{tmp_path}/a*/*.parquet") == ["a/news.parquet"]
    assert caplog.text == ""
