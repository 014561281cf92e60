"""The dataset cards: README.md of a release, and the short README.md of a dataset that points to its latest release.

`datasets` reads the YAML on top: the files of each split, and the types and row counts that it checks.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from pipelines.config.stages import PublishRelease
from pipelines.redact import redact
from pipelines.release.contents import Contents, Tally
from pipelines.release.description.configurations import describe_config, describe_feature
from pipelines.release.description.negatives import add_negatives, describe_negatives
from pipelines.release.description.trained_models import describe_models
from pipelines.release.layout import NEGATIVES_CONFIG, NEGATIVES_ENDING, folder_of
from schemas import PAIRS, UNSEEN

CONFIG_NAME = "pairs"
# Licences with an identifier on the Hub; any other licence is "other", with its name beside it.
LICENSES = frozenset(
    {
        "apache-2.0",
        "cc-by-2.0",
        "cc-by-3.0",
        "cc-by-4.0",
        "cc-by-nc-4.0",
        "cc-by-nc-sa-4.0",
        "cc-by-nd-4.0",
        "cc-by-sa-3.0",
        "cc-by-sa-4.0",
        "cc0-1.0",
        "mit",
        "odbl",
        "odc-by",
        "pddl",
    }
)
# The Hub's size classes, each with its exclusive upper limit of rows.
SIZES = {"n<1K": 1e3, "1K<n<10K": 1e4, "10K<n<100K": 1e5, "100K<n<1M": 1e6, "1M<n<10M": 1e7, "10M<n<100M": 1e8}
TAGS = ["synthetic", "news", "article-spinning", "paraphrase", "machine-generated-text-detection"]
# Number of sources that the card lists; a crawl may have thousands.
MOST = 20
EXAMPLE_CHARACTERS = 400
EXAMPLE_EDITS = 5

SYNTHETIC = "The column `spun` is synthetic text: real news in which a program swapped words and phrases."
FOR = (
    "Training and testing detectors of spun text, models that undo spinning, and taggers of edits; "
    "measuring how classifiers and search hold up against spun copies."
)
NOT_FOR = (
    "Publication, search-engine filler, passing spun text off as reporting, or training models that write news. "
    "Swaps change meaning, so what a spun text says may be false: attribute none of it to the outlets "
    "or people it names."
)
UNSEEN_NOTE = (
    f"`{UNSEEN}` tests swaps that are new to a model trained on the other splits: a share of all words is held out, by "
    "a hash of the word; each replacement in this split has such a word, and no replacement in another split has any. "
    "So no swap of it (what stood there and what was put, whatever the case) is in another split, nor is any article. "
    f"Rates and profiles are as elsewhere. Its folder is `data/{folder_of(UNSEEN)}`, so that a reader that guesses "
    "splits from folder names does not add its rows to `test`."
)
LOADING = """\
```python
from datasets import load_dataset

pairs = load_dataset("path/to/this/folder")  # or streaming=True
row = pairs["%s"][0]
edit = row["edits"][0]
assert row["clean"][edit["clean_start"] : edit["clean_end"]] == edit["original"]
assert row["spun"][edit["spun_start"] : edit["spun_end"]] == edit["replacement"]
```

Offsets are half-open and count Unicode code points, as Python and the offset mappings of tokenizers do. Edits are
sorted and disjoint, and everything outside them is the same in both texts. `data/` holds plain Parquet that
pandas, Polars, DuckDB and Spark read as well. `manifest.json` has the SHA-256 of every file; `spindle verify` checks
all of it, every edit included. Articles of one story (`group_id`) are in one split only. `datasets` reads `*`, `?` and
`[` in a path as wildcards, `::` as a chain of file systems and `$NAME` as a variable: for a folder with such a name,
`spindle show` prints a line that loads it. From an object store, `spindle.load_release("s3://...")` loads it."""


def release_card(
    settings: PublishRelease, manifest: Mapping[str, Any], contents: Contents, example: Mapping[str, Any]
) -> str:
    """Return README.md of a release; its YAML makes `load_dataset(folder)` work.

    manifest  the final manifest, without `files`
    example   one row of the release
    """
    title = settings.title or manifest["dataset"]
    total = contents.total
    summary = (
        f"{total.rows:,} pairs of a clean news article and a spun variant of it, with the exact edits between them: "
        f"{total.words:,} words, of which {total.swap_rate:.1%} were swapped. Version `{manifest['version']}`."
    )
    sections = {
        "How to load it": LOADING % next(iter(contents.splits)),
        "Splits": _table("split", contents.splits) + (f"\n\n{UNSEEN_NOTE}" if UNSEEN in contents.splits else ""),
        "One pair": _example(example),
        "How it was spun": _table("profile", contents.profiles) + "\n\n" + _kinds(contents),
        "What it is for, and not for": f"**{SYNTHETIC}**\n\n- For: {FOR}\n- Not for: {NOT_FOR}",
        "Sources and licences": _sources(settings, contents),
        **({"What a model trained on it can do": describe_models(manifest["probe"])} if manifest.get("probe") else {}),
        "Quality": _quality(manifest),
        "What was asked": _asked(manifest),
    }
    negatives = manifest.get(NEGATIVES_CONFIG, {})
    if negatives:
        sections = {**sections, "Negatives": describe_negatives(negatives)}
    parts = [f"# {title}", settings.description.strip(), summary]
    parts += [f"## {heading}\n\n{text}" for heading, text in sections.items()]
    metadata = add_negatives(_metadata(settings, title, contents), negatives.get("splits", ()))
    return _front_matter(metadata) + "\n\n".join(filter(None, parts)) + "\n"


def pointer_card(
    dataset: str,
    version: str,
    folders: Mapping[str, str],
    tags: Mapping[str, Mapping[str, str]] | None = None,
    negatives: Mapping[str, str] | None = None,
) -> str:
    """Return README.md of a dataset's folder, with which `load_dataset` takes the latest release, or that of a tag.

    folders    split -> folder of its data files, below that of the dataset
    tags       name -> the same for the release of a tag, which is a configuration of that name
    negatives  split -> folder of the negatives of the latest release
    """
    tags = tags or {}
    configs = _configs(folders) + [describe_config(name, each) for name, each in tags.items()]
    if negatives and NEGATIVES_CONFIG not in tags:
        configs.append(describe_config(NEGATIVES_CONFIG, negatives, ending=NEGATIVES_ENDING))
    text = f"# {dataset}\n\nThe latest release is [{version}]({version}/README.md). Each release rewrites this file.\n"
    if tags:
        named = {name: next(iter(each.values())).partition("/")[0] for name, each in tags.items()}
        text += "\nTags, as second argument of `load_dataset`:\n\n"
        text += "".join(f"- `{name}`: [{each}]({each}/README.md)\n" for name, each in named.items())
    return _front_matter({"pretty_name": dataset, "configs": configs}) + text


def license_of(settings: PublishRelease, contents: Contents) -> str:
    """Return the configured licence, else the one licence that all rows state, else "other"."""
    licenses = {*contents.licenses, *contents.other_licenses}
    alone = next(iter(licenses)) if len(licenses) == 1 else None
    return str(redact(settings.license or alone or "other"))


def _metadata(settings: PublishRelease, title: str, contents: Contents) -> dict[str, Any]:
    license_name = license_of(settings, contents)
    is_known = license_name.lower() in LICENSES
    name_if_other = {} if is_known else {"license_name": license_name if license_name != "other" else "see-card"}
    rows = contents.total.rows
    return {
        "pretty_name": title,
        "license": license_name.lower() if is_known else "other",
        **name_if_other,
        "language": sorted(language for language in contents.languages if language),
        "task_categories": ["text-classification", "token-classification"],
        "size_categories": [next((name for name, limit in SIZES.items() if rows < limit), "100M<n<1B")],
        "tags": TAGS,
        "configs": _configs({split: f"data/{folder_of(split)}" for split in contents.splits}),
        "dataset_info": {
            "config_name": CONFIG_NAME,
            "features": [describe_feature(field) for field in PAIRS],
            "splits": [
                {"name": name, "num_bytes": tally.bytes, "num_examples": tally.rows}
                for name, tally in contents.splits.items()
            ],
            "download_size": sum(tally.file_bytes for tally in contents.splits.values()),
            "dataset_size": contents.total.bytes,
        },
    }


def _configs(folders: Mapping[str, str]) -> list[dict[str, Any]]:
    return [describe_config(CONFIG_NAME, folders, default=True)]


def _front_matter(metadata: Mapping[str, Any]) -> str:
    return f"---\n{yaml.safe_dump(dict(metadata), sort_keys=False, allow_unicode=True, width=120)}---\n\n"


def _table(name: str, tallies: Mapping[str, Tally]) -> str:
    head = f"| {name} | pairs | words | edits | words swapped | asked for |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    rows = [
        f"| {_cell(key)} | {tally.rows:,} | {tally.words:,} | {tally.swaps:,} "
        f"| {tally.swap_rate:.1%} | {tally.asked_rate:.1%} |"
        for key, tally in tallies.items()
    ]
    return "\n".join([head, *rows])


def _kinds(contents: Contents) -> str:
    total = sum(contents.kinds.values())
    return (
        "Edits by kind: " + ", ".join(f"{kind} {number / total:.1%}" for kind, number in contents.kinds.items()) + "."
    )


def _example(row: Mapping[str, Any]) -> str:
    edits = "\n".join(json.dumps(edit, ensure_ascii=False) for edit in row["edits"][:EXAMPLE_EDITS])
    blocks = [_fenced(_beginning(row[name]), "text") for name in ("clean", "spun")] + [_fenced(edits, "json")]
    titles = ["`clean`", "`spun`", f"`edits`, {min(EXAMPLE_EDITS, row['n_swaps'])} of {row['n_swaps']:,}"]
    return "\n\n".join(f"{title}\n\n{block}" for title, block in zip(titles, blocks, strict=True))


def _fenced(text: str, language: str) -> str:
    """Return `text` as a block of code, fenced with more backticks than it contains."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}"


def _beginning(text: str) -> str:
    return text if len(text) <= EXAMPLE_CHARACTERS else text[:EXAMPLE_CHARACTERS].rsplit(" ", 1)[0] + " ..."


def _sources(settings: PublishRelease, contents: Contents) -> str:
    times = f"Published from {contents.first} to {contents.last}." if contents.first else ""
    stated = f"The dataset as a whole: {settings.license}." if settings.license else ""
    note = (
        "The clean texts keep the licence of their source (columns `license`, `source` and `url`), "
        "and a spun text is made from its clean text: whoever shares the dataset must be allowed to share both."
    )
    tables = [_counts("source", contents.sources), _counts("licence", contents.licenses)]
    return "\n\n".join(filter(None, [*tables, " ".join(filter(None, [stated, times, note]))]))


def _counts(name: str, counts: Mapping[str, int]) -> str:
    rows = [f"| {_cell(redact(value)) or 'not stated'} | {number:,} |" for value, number in list(counts.items())[:MOST]]
    if len(counts) > MOST:
        rows.append(f"| {len(counts) - MOST:,} more | {sum(list(counts.values())[MOST:]):,} |")
    return "\n".join([f"| {name} | pairs |\n| --- | ---: |", *rows])


def _quality(manifest: Mapping[str, Any]) -> str:
    stages = [
        f"| `{stage}` | {counts['kept']:,} | {sum(counts['rejected'].values()):,} | "
        + ", ".join(f"{reason} {number:,}" for reason, number in counts["rejected"].items())
        + " |"
        for stage, counts in manifest["counts"].items()
    ]
    head = "| stage | kept | rejected | why |\n| --- | ---: | ---: | --- |"
    checks = f": {manifest['checks']}" if manifest.get("checks") else ""
    report = "[The report](quality/report.html) has every check, plots and pairs."
    verdict = f"The verdict: **{manifest['verdict']}**{checks}. {report}"
    return verdict + "\n\n" + "\n".join([head, *stages])


def _asked(manifest: Mapping[str, Any]) -> str:
    asked = {"seed": manifest["seed"], "config": manifest["config"], "profiles": manifest["profiles"]}
    return _fenced(yaml.safe_dump(asked, sort_keys=False, allow_unicode=True, width=120).rstrip(), "yaml")


def _cell(text: str) -> str:
    """Return `text` escaped for a table cell of Markdown."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
