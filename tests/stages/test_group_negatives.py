"""Negatives among the articles: grouped by their texts and originals, and never in the way of an article."""

from collections import Counter
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import make_config, write_part
from stages.grouped import by_article, group, make_articles, make_stories

from pipelines.errors import ValidationFailed
from pipelines.parts.finish import finish_part
from pipelines.parts.negatives import ORIGINALS, ORIGINALS_FILE
from pipelines.stages.group_duplicates import group_duplicates
from pipelines.storage.tables import TableWriter
from schemas import ARTICLES


def write_negatives(config, negatives, label="edited 0"):
    """Write a part of negatives, {id: (text, original or None)}, as ingest_articles does."""
    texts = {name: text for name, (text, _) in negatives.items()}
    originals = [{"article_id": name, "original": original} for name, (_, original) in negatives.items()]

    def compute(writer):
        writer.write("articles", make_articles(texts), ARTICLES)
        with TableWriter(writer.folder / ORIGINALS_FILE, ORIGINALS) as file:
            file.write(pa.Table.from_pylist(originals, schema=ORIGINALS))
        writer.statistics = {"negative_kind": "edited", "n_negatives": len(negatives)}

    return finish_part(
        config.dataset_folder, "ingest_articles", inputs=[label, repr(negatives)], label=label, compute=compute
    )


def group_with(folder, news, *negatives, **settings):
    """Group news with parts of negatives; return the rows in order, and the part."""
    config = make_config(folder, group_duplicates=settings)
    made = [write_part(config, "ingest_articles", "part 0", {"articles": make_articles(news)})]
    made += [write_negatives(config, each, f"edited {number}") for number, each in enumerate(negatives)]
    part = group_duplicates(made, config)
    return pq.read_table(part.path("groups")), part


def test_a_negative_is_grouped_by_its_text_and_by_its_original(tmp_path):
    news, others = make_stories(20, copies=1), list(make_stories(9, seed=1, copies=1).values())
    names = [*news]
    negatives = {
        "edited": (news[names[0]] + " It was so.", None),
        "rewritten": (others[0], news[names[1]]),
        "of a near-copy": (others[1], news[names[2]] + " It was so."),
        "alone": (others[2], others[3]),
    }
    plain, _ = group(tmp_path / "plain", news, test=0.4)
    groups, part = group_with(tmp_path / "with", news, negatives, test=0.4)
    found = {name: by_article(groups, name) for name in ("group_id", "split")}
    for column, of_article in found.items():
        assert {name: of_article[name] for name in names} == by_article(plain, column), "no article moves"
        for negative, article_id in zip(("edited", "rewritten", "of a near-copy"), names, strict=False):
            assert of_article[negative] == of_article[article_id]
    assert found["group_id"]["alone"] not in by_article(plain, "group_id").values()
    assert (part.statistics["n_negatives"], part.rows["groups"], sum(part.statistics["articles"].values())) == (
        4,
        24,
        20,
    )


def test_copies_of_articles_and_of_negatives_are_rejected_with_their_originals(tmp_path):
    news, others = make_stories(3, copies=1), list(make_stories(9, seed=1, copies=1).values())
    article_id = next(iter(news))
    copy = {"copy": (news[article_id].upper(), others[0]), "first": (others[1], others[2])}
    groups, part = group_with(
        tmp_path, news, copy, {"second": (others[1].title(), others[3]), "other": (others[4], None)}
    )
    assert part.rejected == {"duplicate_text": 2}
    assert article_id in by_article(groups, "split"), "the article stays"
    assert {"first", "second"} & set(by_article(groups, "split")) in ({"first"}, {"second"})
    assert part.n_rows + 2 == len(news) + 4


def test_articles_stay_copies_of_each_other_without_drop_exact_but_negatives_do_not(tmp_path):
    text = next(iter(make_stories(1, copies=1).values()))
    groups, part = group_with(tmp_path, {"a": text, "b": text}, {"n": (text, None)}, drop_exact=False)
    assert set(by_article(groups, "split")) == {"a", "b"}
    assert part.rejected == {"duplicate_text": 1}


def test_negatives_without_articles_near_to_them_are_in_all_splits_in_the_shares(tmp_path):
    negatives = {name: (text, None) for name, text in make_stories(400, seed=2, copies=1).items()}
    groups, _ = group_with(tmp_path, make_stories(4, copies=1), negatives, test=0.3, validation=0.2, test_unseen=0)
    counts = Counter(split for name, split in by_article(groups, "split").items() if name in negatives)
    assert [round(counts[split] / 400, 1) for split in ("train", "validation", "test")] == [0.5, 0.2, 0.3]


def test_rejected_negatives_are_judged_by_their_own_kind(tmp_path):
    config = make_config(tmp_path)
    news = write_part(config, "ingest_articles", "part 0", {"articles": make_articles(make_stories(20))})
    bad = replace(write_negatives(config, {}), rejected={"no_original": 9})
    with pytest.raises(ValidationFailed, match=r"^negatives\.edited: ingest_articles rejected 9 of 9 rows"):
        group_duplicates([news, bad], config)
