"""The audit of a small corpus in tests: its results, its checks, or its failure."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest
from corpus import make_articles, make_chains, make_corpus, write_groups, write_part
from pairs import NEWS, make_pairs, name_of

from pipelines.errors import ValidationFailed
from pipelines.parts.part import Corpus
from pipelines.stages.audit_corpus import audit_corpus
from pipelines.stages.validate_pairs import validate_pairs
from schemas import GROUPS

# The small news misses the default thresholds of warnings.
LENIENT = {"max_rate_error": 0.2, "max_top_swap_share": 0.5, "max_top_100_share": 1}
SPLITS = ("train", "validation", "test", "train")


def audit(config, *corpora):
    made = list(corpora) or [make_corpus(config, part=number, splits=SPLITS) for number in range(2)]
    articles, groups, pairs = zip(*made, strict=True)
    validated = [validate_pairs(part, spun, config) for part, spun in zip(articles, pairs, strict=True)]
    chains = make_chains(config, articles=articles, pairs=pairs, validated=validated)
    return audit_corpus(Corpus(chains, write_groups(config, *groups)), config)


def results_file(part, config):
    return config.dataset_folder / "work" / "audit_corpus" / part.key / "results.json"


def results(part, config):
    return json.loads(results_file(part, config).read_text())


def checks(part, config):
    return {check["check"]: check for check in results(part, config)["checks"] if check["suite"] == "corpus"}


def failure(config, *corpora):
    """Run an audit that fails; return its message, and the results that it names."""
    with pytest.raises(ValidationFailed) as caught:
        audit(config, *corpora)
    message = str(caught.value)
    (path,) = re.findall(r"All results are in (\S+results\.json)", message)
    found = json.loads(Path(path).read_text())
    assert found["verdict"] == "failed"
    failed = {check["check"]: check for check in found["checks"] if check["effect"] == "stop"}
    assert all(check["message"] in message and check["notes"] in message for check in failed.values())
    return message, {name: check["observed"] for name, check in failed.items()}


def texts(part):
    return [f"{text} Part {part}." for text in NEWS]


def corpus_of(config, clean, splits, pairs=None):
    """Make parts (articles, groups, pairs) of any texts, each in its own group, and in the splits in turn."""
    table = make_pairs(clean) if pairs is None else pairs
    names = [splits[number % len(splits)] for number in range(len(clean))]
    label = name_of(*clean)
    articles = write_part(config, "ingest_articles", label, {"articles": make_articles(table)})
    rows = {"article_id": table["article_id"], "part": pa.array([articles.key] * len(clean))}
    groups = pa.table(rows | {"group_id": table["group_id"], "split": pa.array(names), "text_hash": pa.array(names)})
    files = {name: table.filter(pa.array([split == name for split in names])) for name in dict.fromkeys(names)}
    return articles, groups.cast(GROUPS), write_part(config, "spin_articles", label, files)
