"""The printed code loads the release when it is pasted, whatever the path."""

import shutil

import datasets
import polars as pl
import pytest
from indexed import publish_indexed

from pipelines.cli.numbers import release_lines
from pipelines.errors import ConfigError
from pipelines.release.find import read_release
from pipelines.web.load_code import loads
from spindle import load_release

NAMES = [
    "plain",
    "[my] data",
    "run [0-9]",
    "a*b",
    "what?",
    "two  blanks",
    'it\'s "so" \\ `there` $HOME',
    "Zürich 新聞 📰",
    "{a,b} #1 100% ! ~",
    "; pairs = 1",
    "s3::file",
    "[x]::y",
    "tab\tand\nline",
]
IDS = [ascii(name) for name in NAMES]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish_indexed(tmp_path_factory.mktemp("published"), n_variants=1)


@pytest.fixture
def release_in(published, tmp_path, monkeypatch):
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")

    def copy(name):
        # A neighbour that the wildcards of the path would match: its files are no Parquet.
        for neighbour in ("axb", "whatx", "run 0"):
            (tmp_path / neighbour / "tiny" / published.version / "data" / "train").mkdir(parents=True)
            (tmp_path / neighbour / "tiny" / published.version / "data" / "train" / "part-00000.parquet").write_text(
                "x"
            )
        folder = tmp_path / name / "tiny" / published.version
        shutil.copytree(published.folder, folder)
        return read_release(folder)

    return copy


def run(code):
    names = {}
    exec(code, names)  # noqa: S102 - the line that users paste
    return names["pairs"]


@pytest.mark.parametrize("name", NAMES, ids=IDS)
def test_the_line_of_build_and_show_loads_the_release(release_in, name):
    release = release_in(name)
    line = dict(release_lines(release))["load it"]
    assert "\n" not in line
    loaded = run(line)
    assert {split: len(rows) for split, rows in loaded.items()} == release.splits
    row = loaded["test_unseen"][0]
    assert row["edits"][0]["origin"] == "moby"


@pytest.mark.parametrize("name", NAMES, ids=IDS)
def test_the_lines_of_the_page_load_the_release(release_in, name):
    release = release_in(name)
    code = loads(release)
    assert {split: len(rows) for split, rows in run(code["datasets"]).items()} == release.splits
    assert len(run(code["polars"]).collect()) == release.splits["train"]
    assert set(next(iter(run(code["datasets, streaming"])["train"]))) >= {"clean", "spun"}


@pytest.mark.parametrize("name", [name for name in NAMES if "::" not in name and "$" not in name])
def test_load_release_takes_any_path(release_in, name):
    release = release_in(name)
    assert {split: len(rows) for split, rows in load_release(release.path).items()} == release.splits
    assert len(load_release(release.path, split="test")) == release.splits["test"]


def test_load_release_names_the_path_that_datasets_cannot_read(release_in):
    with pytest.raises(ConfigError, match=r"expected a path without `::` and `[$]`.*rename the folder"):
        load_release(release_in("s3::file").path)


def test_a_plain_path_has_the_plain_line(published):
    line = dict(release_lines(published))["load it"]
    assert line == f'from datasets import load_dataset; pairs = load_dataset("{published.path}")'


def test_both_lines_give_rows_of_the_same_types(published, release_in):
    plain = datasets.load_dataset(published.path)["train"]
    escaped = run(dict(release_lines(release_in("[my] data")))["load it"])["train"]
    assert plain.features == escaped.features
    assert plain.to_list() == escaped.to_list()
    assert pl.DataFrame(plain.to_list()).height == len(escaped)
