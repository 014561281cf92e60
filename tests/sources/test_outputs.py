from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from pipelines.parts.part import WORK_FOLDERS
from pipelines.release.find import VERSION as RELEASES
from pipelines.sources.outputs import VERSION, check_apart, has_output, is_output

KEY = "0123456789abcdef0123456789abcdef"
RELEASE = "20260102T030405Z-0123456789ab"


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def test_the_name_of_a_release_is_that_of_the_releases():
    assert VERSION.pattern == RELEASES.pattern


@pytest.mark.parametrize(
    "names",
    [
        [f"work/split_input/{KEY}/raw.parquet"],
        [f"rejects/ingest_articles/{KEY}.parquet"],
        [f"quarantine/validate_pairs/{KEY}.parquet"],
        [f"{RELEASE}/croissant.json", f"{RELEASE}/data/train/part-00000.parquet"],
        ["copy/croissant.json", "copy/manifest.json", "copy/data/train/part-00000.parquet"],
    ],
)
def test_folders_of_spindle_are_recognized(tmp_path, names):
    make(tmp_path, *names)
    (folder,) = tmp_path.iterdir()
    assert is_output(str(folder))
    assert has_output(names[-1]) is (folder.name != "copy")


@pytest.mark.parametrize(
    "names",
    [
        ["work/a.jsonl"],
        ["work/2019/a.jsonl"],
        ["rejects/news.csv"],
        ["work/.keep"],
        ["data/train.jsonl", "data/manifest.json"],
        [f"{RELEASE}/a.jsonl"],
    ],
)
def test_folders_of_news_are_not(tmp_path, names):
    make(tmp_path, *names)
    (folder,) = tmp_path.iterdir()
    assert not is_output(str(folder))


@pytest.mark.parametrize(
    "place", [*WORK_FOLDERS, f"work/split_input/{KEY}", RELEASE, f"{RELEASE}/data/train/a.parquet"]
)
def test_an_input_in_the_work_of_its_own_run_is_refused(tmp_path, place):
    with pytest.raises(ConfigError, match="outside the folder that the run writes to"):
        check_apart(str(tmp_path / "out" / "news" / place), tmp_path / "out" / "news")


@pytest.mark.parametrize(
    "place", ["", "out", "out/news", "out/news/a.jsonl", "out/news/works/a.jsonl", "out/other/work"]
)
def test_any_other_input_is_not(tmp_path, place):
    check_apart(str(tmp_path / place), tmp_path / "out" / "news")


def test_a_link_into_the_work_is_followed(tmp_path):
    (tmp_path / "out" / "news" / "work").mkdir(parents=True)
    (tmp_path / "news").symlink_to(Path("out", "news", "work"))
    with pytest.raises(ConfigError):
        check_apart(str(tmp_path / "news"), tmp_path / "out" / "news")
