"""The negatives of a release on its card: a configuration of their own, and a section."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.release.description.configurations import describe_config, describe_feature
from pipelines.release.layout import NEGATIVES_CONFIG, NEGATIVES_ENDING, NEGATIVES_FOLDER, folder_of
from schemas import NEGATIVES

NOTE = (
    f'`load_dataset(path, "{NEGATIVES_CONFIG}")` loads texts of the class "clean" that are in no pair: texts `edited` '
    "by a person, fluent texts of the kind `paraphrase` or back-translations, and `clean` articles that are never spun "
    "here. They share the splits and groups of the pairs: near-copies are in one split. "
    f"The files in `{NEGATIVES_FOLDER}/` are Parquet, with another ending, so that `*.parquet` finds pairs only."
)


def add_negatives(metadata: dict[str, Any], splits: Iterable[str]) -> dict[str, Any]:
    """Return the metadata with the configuration of the negatives; unchanged without any."""
    folders = {split: f"{NEGATIVES_FOLDER}/{folder_of(split)}" for split in splits}
    if not folders:
        return metadata
    about = {"config_name": NEGATIVES_CONFIG, "features": [describe_feature(field) for field in NEGATIVES]}
    config = describe_config(NEGATIVES_CONFIG, folders, ending=NEGATIVES_ENDING)
    return metadata | {
        "configs": [*metadata["configs"], config],
        "dataset_info": [metadata["dataset_info"], about],
    }


def describe_negatives(counts: Mapping[str, Any]) -> str:
    """Return the section of the card, from the entry of the manifest."""
    splits = "\n".join(f"| {split} | {rows:,} |" for split, rows in counts["splits"].items())
    kinds = ", ".join(f"{kind} {rows:,}" for kind, rows in counts["kinds"].items())
    return f"{NOTE}\n\n| split | negatives |\n| --- | ---: |\n{splits}\n\nBy kind: {kinds}."
