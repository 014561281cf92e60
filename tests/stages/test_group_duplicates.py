"""The groups of one run: near-duplicates are in one group, copies are rejected, and splits have their shares."""

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from articles import article
from corpus import make_config, write_part
from stages.grouped import by_article, group, make_articles, make_stories

from pipelines.errors import ValidationFailed
from pipelines.parts.part import Part
from pipelines.stages.group_duplicates import group_duplicates
from schemas import GROUPS, SPLITS

NEWS = Path(__file__).parents[3] / "shared" / "news" / "clean_news.jsonl"


def sets_of(groups):
    """Return the groups as sets of article ids."""
    sets = {}
    for name, group_id in by_article(groups, "group_id").items():
        sets.setdefault(group_id, set()).add(name)
    return {frozenset(members) for members in sets.values()}


def slow_sets(texts, similarity, n_words=5):
    """Return the groups by an exact comparison of the shingles of all pairs of texts."""

    def shingles(text):
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + n_words]) for i in range(max(1, len(words) - n_words + 1))}

    sets = {name: {name} for name in texts}
    for one, other in itertools.combinations(texts, 2):
        a, b = shingles(texts[one]), shingles(texts[other])
        if len(a & b) / len(a | b) >= similarity and sets[one] is not sets[other]:
            sets[one] |= sets[other]
            for name in sets[other]:
                sets[name] = sets[one]
    return {frozenset(members) for members in sets.values()}


def test_groups_agree_with_an_exact_comparison_of_all_pairs(tmp_path):
    stories = make_stories(12)
    groups, _ = group(tmp_path, stories)
    assert sets_of(groups) == slow_sets(stories, 0.5)
    assert len(sets_of(groups)) == 12


def test_the_table_of_groups_has_its_schema_and_order(tmp_path):
    groups, part = group(tmp_path, make_stories(5), make_stories(4, seed=1, copies=1))
    assert groups.schema.equals(GROUPS)
    rows = groups.select(["part", "article_id"]).to_pylist()
    assert rows == sorted(rows, key=lambda row: (row["part"], row["article_id"]))
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in groups["group_id"].to_pylist())
    assert part.statistics["n_groups"] == 9
    assert part.statistics["largest_group"] == 3
    assert sum(part.statistics["articles"].values()) == part.n_rows == 19


def test_a_reader_of_one_part_can_skip_row_groups_of_other_parts(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.storage.tables.ROW_GROUP_ROWS", 10)
    groups, part = group(tmp_path, *(make_stories(20, copies=1, seed=seed) for seed in range(3)))
    metadata = pq.read_metadata(part.path("groups"))
    column = groups.schema.get_field_index("part")
    ranges = [metadata.row_group(i).column(column).statistics for i in range(metadata.num_row_groups)]
    for key in set(groups["part"].to_pylist()):
        assert sum(found.min <= key <= found.max for found in ranges) == 2


def test_a_group_is_in_one_split(tmp_path):
    groups, _ = group(tmp_path, make_stories(60), test_unseen=0.2)
    assert len({*zip(groups["group_id"].to_pylist(), groups["split"].to_pylist(), strict=True)}) == 60
    assert set(groups["split"].to_pylist()) == set(SPLITS)


def test_result_does_not_depend_on_order_parts_or_seed(tmp_path):
    stories = list(make_stories(20).items())
    groups, _ = group(tmp_path / "one", stories)
    stories = [stories[i] for i in np.random.default_rng(3).permutation(len(stories))]
    others, _ = group(tmp_path / "other", stories[:7], stories[7:8], stories[8:], seed=99)
    for column in ("group_id", "split"):
        assert by_article(groups, column) == by_article(others, column)


def test_any_order_of_parts_gives_the_same_part(tmp_path):
    config = make_config(tmp_path)
    parts = [
        write_part(config, "ingest_articles", f"part {i}", {"articles": make_articles({f"id-{i}": article(i)["text"]})})
        for i in range(3)
    ]
    first = group_duplicates(parts, config)
    again = group_duplicates(parts[::-1], config)
    assert again.reused
    assert again.key == first.key


def test_a_second_run_writes_the_same_bytes(tmp_path):
    _, one = group(tmp_path / "one", make_stories(8))
    _, other = group(tmp_path / "other", make_stories(8))
    assert one.path("groups").read_bytes() == other.path("groups").read_bytes()


def test_all_copies_of_a_text_except_one_are_rejected(tmp_path):
    text = article(1)["text"]
    groups, part = group(tmp_path, {"b": text, "other": article(2)["text"]}, {"c": text.upper(), "a": f" {text}\n"})
    assert sorted(groups["article_id"].to_pylist()) == ["a", "other"]
    assert part.rejected == {"duplicate_text": 2}
    rejects = pq.read_table(part.rejects_file).to_pylist()
    assert sorted(row["article_id"] for row in rejects) == ["b", "c"]
    assert all(row["detail"].startswith("article a of part ") for row in rejects)


def test_copies_of_a_text_are_kept_in_one_group_if_configured(tmp_path):
    text = article(1)["text"]
    groups, part = group(tmp_path, {"a": text, "b": text}, drop_exact=False)
    assert sets_of(groups) == {frozenset("ab")}
    assert part.rejected == {}


@pytest.mark.parametrize("turned", [False, True])
def test_an_id_in_two_parts_is_kept_once_in_any_order(tmp_path, turned):
    one, other = [("same", article(1)["text"]), ("x", article(3)["text"])], [("same", article(2)["text"])]
    groups, part = group(tmp_path, *([other, one] if turned else [one, other]))
    assert sorted(groups["article_id"].to_pylist()) == ["same", "x"]
    assert part.rejected == {"duplicate_id": 1}
    kept = by_article(groups, "group_id")["same"]
    alone = [group(tmp_path / str(i), [("same", article(i)["text"])])[0]["group_id"][0].as_py() for i in (1, 2)]
    assert kept == min(alone)


def test_the_same_article_in_two_parts_is_kept_once(tmp_path):
    groups, part = group(tmp_path, {"same": article(1)["text"]}, {"same": article(1)["text"], "x": article(2)["text"]})
    assert sorted(groups["article_id"].to_pylist()) == ["same", "x"]
    assert part.rejected == {"duplicate_id": 1}


@pytest.mark.parametrize(
    "texts",
    [
        {"short": "Rain.", "shorter": "Snow."},
        {"marks": "...", "dashes": "---"},
        {"café": "Été à Zürich “aujourd\u2019hui” 📈", "cafe": "Winter in the mountains of the south"},
    ],
)
def test_short_and_unusual_texts_are_not_grouped(tmp_path, texts):
    assert len(sets_of(group(tmp_path, texts)[0])) == 2


def test_splits_have_the_configured_shares(tmp_path):
    texts = {f"id-{number}": f"{number} unlike {number * 7} any {number * 3} other" for number in range(3000)}
    groups, _ = group(tmp_path, texts, validation=0.2, test=0.3, test_unseen=0.1)
    counts = {name: groups["split"].to_pylist().count(name) / 3000 for name in SPLITS}
    assert counts == pytest.approx({"train": 0.4, "validation": 0.2, "test": 0.3, "test_unseen": 0.1}, abs=0.03)


def test_only_train_gives_groups_to_test_unseen(tmp_path):
    texts = {f"id-{number}": f"{number} unlike {number * 7} any {number * 3} other" for number in range(1000)}
    without, few, many = (
        by_article(group(tmp_path / str(share), texts, test_unseen=share)[0], "split") for share in (0, 0.05, 0.4)
    )
    assert "test_unseen" not in without.values()
    for before, after in ((without, few), (few, many)):
        moved = {(before[name], after[name]) for name in texts if before[name] != after[name]}
        assert moved == {("train", "test_unseen")}


def test_a_share_of_zero_gives_no_rows(tmp_path):
    groups, _ = group(tmp_path, make_stories(40, copies=1), validation=0, test=0, test_unseen=0)
    assert set(groups["split"].to_pylist()) == {"train"}


def test_too_many_rejects_of_ingest_stop_the_run(tmp_path):
    config = make_config(tmp_path)
    table = make_articles({"a": article(1)["text"]})
    part = write_part(config, "ingest_articles", "part 0", {"articles": table})
    bad = Part.from_json(part.to_json() | {"rejected": {"too_short": 3}})
    with pytest.raises(ValidationFailed, match=r"rejected 3 of 4 rows.*ingest_articles.max_reject_share.*too_short 3"):
        group_duplicates([bad], config)


@pytest.mark.slow
@pytest.mark.skipif(not NEWS.exists(), reason="needs the shared news")
def test_real_news_has_the_groups_found_by_reading(tmp_path):
    rows = [json.loads(line) for line in NEWS.open(encoding="utf-8")]
    texts = [(row["id"], row["text"]) for row in rows if row["source"].startswith("fnc")]
    groups, part = group(tmp_path, texts[::2], texts[1::2])
    assert part.statistics["largest_group"] < 10
    assert 20 < part.statistics["n_near_duplicates"] < 200
    assert groups.num_rows + sum(part.rejected.values()) == len(texts)


def test_copies_of_an_id_with_another_text_are_counted(tmp_path):
    first, second = ({f"{n}": article(n + shift)["text"] for n in range(4)} for shift in (0, 10))
    _, part = group(tmp_path, first, second)
    assert (part.rejected, part.statistics["n_other_texts"]) == ({"duplicate_id": 4}, 4)
    again = {name: text.upper() for name, text in first.items()}
    _, part = group(tmp_path / "again", first, again)
    assert (part.rejected, part.statistics["n_other_texts"]) == ({"duplicate_id": 4}, 0)


def test_too_many_shared_ids_name_the_way_to_switch_ids_off(tmp_path):
    config = make_config(tmp_path)
    made = write_part(config, "ingest_articles", "part 0", {"articles": make_articles({"0": article(0)["text"]})})
    lost = replace(made, rejected={"duplicate_id": 9}, statistics={"n_other_texts": 9})
    with pytest.raises(
        ValidationFailed, match=r"9 of them share .*\{id: null\}.*--set ingest_articles.columns.id=null"
    ):
        group_duplicates([lost], config)
    copies = replace(lost, statistics={"n_other_texts": 1})
    with pytest.raises(ValidationFailed) as caught:
        group_duplicates([copies], config)
    assert "id: null" not in str(caught.value)
