import json
import shutil

import datasets
import pyarrow.parquet as pq
import pytest
import yaml
from corpus import make_config, make_corpus
from datasets.utils.info_utils import NonMatchingSplitsSizesError
from pairs import NEWS, make_pairs
from published import publish

from pipelines.config.stages import PublishRelease
from pipelines.release.contents import Contents
from pipelines.release.description.card import license_of, pointer_card
from schemas import PAIRS


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"), rejected=2)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))


def card_of(release):
    """Return (YAML, Markdown) of the card."""
    _, front, text = (release.folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), text


def test_load_dataset_gives_the_splits_and_the_types(published):
    loaded = datasets.load_dataset(published.path)
    assert {name: len(rows) for name, rows in loaded.items()} == {"train": 4, "validation": 2, "test": 2}
    assert loaded["train"].features == datasets.Features.from_arrow_schema(PAIRS)
    row = loaded["train"][0]
    assert row == pq.read_table(published.folder / "data/train/part-00000.parquet").slice(0, 1).to_pylist()[0]
    edit = row["edits"][0]
    assert row["clean"][edit["clean_start"] : edit["clean_end"]] == edit["original"]
    assert row["spun"][edit["spun_start"] : edit["spun_end"]] == edit["replacement"]


def test_load_dataset_streams(published):
    loaded = datasets.load_dataset(published.path, streaming=True)
    assert list(loaded) == ["train", "validation", "test"]
    assert len(list(loaded["test"])) == 2
    assert loaded["test"].features == datasets.Features.from_arrow_schema(PAIRS)


def test_load_dataset_of_the_dataset_folder_reads_only_the_latest_release(published):
    folder = published.folder.parent
    half = folder / ".tmp-half" / "data" / "train"
    half.mkdir(parents=True)
    shutil.copy(published.folder / "data/train/part-00000.parquet", half)
    loaded = datasets.load_dataset(str(folder))
    assert {name: len(rows) for name, rows in loaded.items()} == published.splits
    shutil.rmtree(folder / ".tmp-half")


def test_a_split_of_unseen_swaps_is_loaded_and_explained(published, tmp_path):
    corpora = [make_corpus(make_config(tmp_path), splits=("train", "validation", "test", "test_unseen"))]
    release = publish(tmp_path, corpora=corpora)
    loaded = datasets.load_dataset(release.path)
    assert {name: len(rows) for name, rows in loaded.items()} == release.splits
    assert list(loaded) == list(release.splits) == ["train", "validation", "test", "test_unseen"]
    assert "`test_unseen` tests swaps that are new to a model" in card_of(release)[1]
    assert "test_unseen" not in card_of(published)[1].partition("## What was asked")[0]


def test_load_dataset_detects_missing_rows(published, tmp_path):
    folder = shutil.copytree(published.folder, tmp_path / "copy")
    (folder / "data/train/part-00001.parquet").unlink()
    with pytest.raises(NonMatchingSplitsSizesError):
        datasets.load_dataset(str(folder))


def test_the_yaml_equals_that_of_datasets(published):
    metadata, _ = card_of(published)
    info = metadata["dataset_info"]
    assert info["features"] == datasets.Features.from_arrow_schema(PAIRS)._to_yaml_list()
    assert {split["name"]: split["num_examples"] for split in info["splits"]} == published.splits
    assert info["download_size"] == sum(path.stat().st_size for path in published.folder.rglob("*.parquet"))
    assert metadata["language"] == ["en"]
    assert metadata["license"] == "cc0-1.0"
    assert metadata["size_categories"] == ["n<1K"]
    assert "synthetic" in metadata["tags"]


def test_the_card_has_all_sections_and_states_that_the_text_is_synthetic(published):
    _, text = card_of(published)
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "How to load it",
        "Splits",
        "One pair",
        "How it was spun",
        "What it is for, and not for",
        "Sources and licences",
        "What a model trained on it can do",
        "Quality",
        "What was asked",
    ]
    assert "is synthetic text" in text
    assert "Not for: Publication" in text
    assert "| train | 4 | " in text
    assert "| `spin_articles` | 8 | 4 | no_swaps 4 |" in text
    assert "The verdict: **passed**: 2 of 3 checks hold, 1 not run." in text
    assert "Test Wire" in text


def test_example_in_the_card_is_the_first_pair(published):
    _, text = card_of(published)
    row = pq.read_table(published.folder / "data/train/part-00000.parquet").slice(0, 1).to_pylist()[0]
    assert row["clean"] in text
    assert row["spun"] in text
    assert json.dumps(row["edits"][0], ensure_ascii=False) in text


def test_loading_code_in_the_card_runs(published):
    _, text = card_of(published)
    code = text.split("```python\n")[1].split("```")[0].replace("path/to/this/folder", published.path)
    exec(compile(code, "card", "exec"), {})  # noqa: S102 - the card tells users to run it


def test_the_card_contains_the_settings(tmp_path):
    release = publish(
        tmp_path, publish_release={"title": "News, spun", "description": "A trial.", "license": "Our own terms"}
    )
    metadata, text = card_of(release)
    assert metadata["pretty_name"] == "News, spun"
    assert (metadata["license"], metadata["license_name"]) == ("other", "Our own terms")
    assert text.strip().startswith("# News, spun\n\nA trial.\n\n8 pairs of a clean")


def test_markdown_characters_in_text_do_not_break_the_card(tmp_path):
    text = "The council said: ``` | <b>new</b> --- ```` about the new bridge."
    nasty = make_pairs([text, *NEWS[1:]], source="A | B\n<script>", license="a|b")
    config = make_config(tmp_path)
    release = publish(tmp_path, corpora=[make_corpus(config, splits=("train",), pairs=nasty)])
    metadata, card = card_of(release)
    assert metadata["license_name"] == "a|b"
    assert "<script>" not in card
    assert "| A \\| B &lt;script> | 4 |" in card
    assert f"\n`````text\n{text}\n`````\n" in card


@pytest.mark.parametrize(
    ("setting", "stated", "result"),
    [
        (None, {"cc0-1.0": 3}, "cc0-1.0"),
        (None, {"cc0-1.0": 3, "mit": 1}, "other"),
        (None, {"cc0-1.0": 3, "": 1}, "other"),
        (None, {"": 4}, "other"),
        ("mit", {"cc0-1.0": 3}, "mit"),
    ],
)
def test_the_licence_is_the_configured_or_the_only_one(setting, stated, result):
    assert license_of(PublishRelease(license=setting), Contents(licenses=stated)) == result


VERSION = "20260101T000000Z-aaaaaaaaaaaa"


def test_pointer_names_the_latest_files():
    front = pointer_card("news", VERSION, {"train": f"{VERSION}/data/train"}).split("---\n")[1]
    (config,) = yaml.safe_load(front)["configs"]
    assert config["data_files"] == [{"split": "train", "path": f"{VERSION}/data/train/*.parquet"}]


def test_pointer_has_a_configuration_for_each_tag():
    other = VERSION.replace("2026", "2025")
    folders = {"test_unseen": f"{other}/data/test_unseen"}
    card = pointer_card("news", VERSION, {"train": f"{VERSION}/data/train"}, {"1.0": folders, "null": folders})
    configs = {config["config_name"]: config for config in yaml.safe_load(card.split("---\n")[1])["configs"]}
    assert set(configs) == {"pairs", "1.0", "null"}
    assert [name for name, config in configs.items() if config.get("default")] == ["pairs"]
    assert configs["1.0"]["data_files"] == [{"split": "test_unseen", "path": f"{other}/data/test_unseen/*.parquet"}]
    assert f"- `1.0`: [{other}]({other}/README.md)" in card
