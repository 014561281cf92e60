import itertools
import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article
from corpus import make_config, write_part

from pipelines.errors import ValidationFailed
from pipelines.parts.finish import finish_part
from pipelines.parts.negatives import ORIGINALS, ORIGINALS_FILE
from pipelines.parts.part import Part
from pipelines.release import carried
from pipelines.release.find import REQUIRED
from pipelines.release.layout import FORMAT
from pipelines.stages.group_duplicates import group_duplicates
from pipelines.storage.files import sha256_file
from pipelines.storage.tables import TableWriter
from schemas import ARTICLES, GROUPS, SPLITS

NEWS = Path(__file__).parents[3] / "shared" / "news" / "clean_news.jsonl"


def make_articles(texts):
    """Make a table of ARTICLES from {id: text} or (id, text) pairs."""
    pairs = texts.items() if isinstance(texts, dict) else texts
    rows = [{"article_id": name, "text": text, "headline_length": 0, "language": "en"} for name, text in pairs]
    return pa.Table.from_pylist(rows, schema=ARTICLES)


def group(folder, *parts, seed=1, **settings):
    """Group the articles; return the rows in order, and the part. Each of `parts` is {id: text} or (id, text) pairs."""
    config = make_config(folder, seed=seed, group_duplicates=settings)
    made = [
        write_part(config, "ingest_articles", f"part {i}", {"articles": make_articles(texts)})
        for i, texts in enumerate(parts)
    ]
    part = group_duplicates(made, config)
    return pq.read_table(part.path("groups")), part


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


def by_article(groups, column):
    return dict(zip(groups["article_id"].to_pylist(), groups[column].to_pylist(), strict=True))


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


def make_stories(count, copies=3, seed=0):
    """Draw `count` stories of 120 random words, each with copies in which one or two words differ."""
    rng = np.random.default_rng(seed)
    stories = {}
    for story in range(count):
        words = rng.integers(0, 3000, 120).tolist()
        for copy in range(copies):
            changed = list(words)
            for place in rng.choice(120, copy * 2, replace=False):
                changed[place] = rng.integers(0, 3000)
            stories[f"story-{seed}-{story}-{copy}"] = " ".join(f"word{number}" for number in changed)
    return stories


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


def release(folder, texts, version, **settings):
    """Group the articles and publish them, as far as the next run reads a release."""
    config = make_config(folder, group_duplicates=settings)
    path = folder / "tiny" / version
    groups, part = group(folder, texts, **settings)
    (path / "quality").mkdir(parents=True)
    shutil.copy(part.file(carried.NAME), path / carried.FILE)
    texts_of_it = {"dataset": "tiny", "version": version, "created": "2026-01-01T00:00:00Z", "fingerprint": "ab"}
    manifest = dict.fromkeys(REQUIRED, 0) | texts_of_it | {"format": FORMAT, "splits": {}, "verdict": "passed"}
    manifest |= {"config": config.model_dump(mode="json"), carried.LINEAGE: part.statistics["lineage"]}
    file = path / carried.FILE
    manifest["files"] = [{"path": carried.FILE, "bytes": file.stat().st_size, "sha256": sha256_file(file)}]
    (path / "manifest.json").write_text(json.dumps(manifest))
    (folder / "tiny" / "LATEST").write_text(version)
    return groups, part


VERSIONS = [f"2026010{number}T000000Z-{'ab' * 6}" for number in range(1, 9)]


def assignments(groups):
    return {row["article_id"]: (row["group_id"], row["split"]) for row in groups.to_pylist()}


def test_articles_keep_groups_and_splits_while_the_corpus_grows(tmp_path):
    stories = make_stories(120, copies=3)
    names = [name for name in stories for _ in [0]]
    order = np.random.default_rng(5).permutation(len(names))
    before = {}
    for number, version in enumerate(VERSIONS[:6], 1):
        texts = {names[i]: stories[names[i]] for i in order[: number * 60]}
        groups, part = release(tmp_path, texts, version)
        found = assignments(groups)
        assert {name: found[name] for name in before} == before
        assert part.statistics["n_carried"] == len(before)
        assert len(dict.fromkeys(found.values())) == len({group_id for group_id, _ in found.values()})
        shares = {name: sum(split == name for _, split in found.values()) / len(found) for name in SPLITS}
        asked = {"train": 0.75, "validation": 0.1, "test": 0.1, "test_unseen": 0.05}
        assert shares == pytest.approx(asked, abs=2 * 3 / len(found))
        before = found
    assert len(before) == 360


def test_articles_keep_their_group_when_its_first_goes(tmp_path):
    stories = make_stories(1, copies=4)
    groups, _ = release(tmp_path, stories, VERSIONS[0])
    hashes = dict(zip(groups["article_id"].to_pylist(), groups["text_hash"].to_pylist(), strict=True))
    first = min(hashes, key=hashes.get)
    (group_id,) = {*groups["group_id"].to_pylist()}
    assert group_id == hashes[first]
    left, _ = group(tmp_path, {name: text for name, text in stories.items() if name != first})
    assert {*left["group_id"].to_pylist()} == {group_id}


def test_a_new_article_near_to_two_splits_is_rejected(tmp_path):
    words = [f"word{number}" for number in np.random.default_rng(7).permutation(2000)[:240]]
    texts = {f"{number}": " ".join(words[number * 60 : number * 60 + 180]) for number in (0, 1)}
    for seed in range(20):  # until the two are in different splits
        folder = tmp_path / str(seed)
        news = {f"{seed}-{name}": f"{text} seed{seed}" for name, text in texts.items()}
        news = {name: text.replace("word", f"w{seed}x") for name, text in news.items()}
        groups, _ = release(folder, news, VERSIONS[0], similarity=0.6, test=0.5)
        if len({*groups["split"].to_pylist()}) == 2:
            break
    else:
        raise AssertionError
    bridge = " ".join(f"w{seed}x{word[4:]}" for word in words[30:210])
    found, part = group(folder, news | {"bridge": bridge}, similarity=0.6, test=0.5)
    assert assignments(found) == assignments(groups)
    assert part.rejected == {"joins_splits": 1}
    assert pq.read_table(part.rejects_file)["detail"][0].as_py() == (
        "near-duplicates of it are in two splits of the latest release"
    )


def test_a_copy_of_an_article_does_not_take_its_place(tmp_path):
    text = article(1)["text"]
    release(tmp_path, {"m": text}, VERSIONS[0])
    groups, part = group(tmp_path, {"m": text, "a": text})
    assert groups["article_id"].to_pylist() == ["m"]
    assert part.rejected == {"duplicate_text": 1}


def test_a_changed_article_keeps_its_group(tmp_path):
    stories = make_stories(3, copies=1)
    groups, _ = release(tmp_path, stories, VERSIONS[0])
    name = next(iter(stories))
    changed, _ = group(tmp_path, stories | {name: article(3)["text"]})
    assert assignments(changed) == assignments(groups)


def test_the_same_articles_again_reuse_the_part(tmp_path):
    _, part = release(tmp_path, make_stories(3), VERSIONS[0])
    _, again = release(tmp_path, make_stories(3), VERSIONS[1])
    assert (again.reused, again.key) == (True, part.key)
    _, grown = release(tmp_path, make_stories(4), VERSIONS[2])
    assert not grown.reused
    _, again = release(tmp_path, make_stories(4), VERSIONS[3])
    assert (again.reused, again.key) == (True, grown.key)


def test_a_lost_part_is_computed_to_the_same_groups(tmp_path):
    release(tmp_path, make_stories(3), VERSIONS[0])
    groups, part = release(tmp_path, make_stories(4), VERSIONS[1])
    shutil.rmtree(part.folder)
    again, _ = group(tmp_path, make_stories(4))
    assert again.equals(groups)


@pytest.mark.parametrize("settings", [{"similarity": 0.7}, {"carry_splits": False}])
def test_groups_of_other_settings_are_not_carried_over(tmp_path, caplog, settings):
    release(tmp_path, make_stories(3), VERSIONS[0])
    _, part = group(tmp_path, make_stories(3), **settings)
    assert part.statistics["n_carried"] == 0
    assert ("was grouped with other settings" in caplog.text) == ("similarity" in settings)


def test_a_damaged_release_is_not_carried_over(tmp_path):
    release(tmp_path, make_stories(3), VERSIONS[0])
    (tmp_path / "tiny" / VERSIONS[0] / "manifest.json").write_text("{")
    _, part = group(tmp_path, make_stories(3))
    assert part.statistics["n_carried"] == 0


def change_news(news, rng, number):
    """Some articles go, change, are copied, or are joined to one that bridges two of them; new ones come."""
    names = list(news)
    kept = {name: news[name] for name in names if rng.random() > 0.1}
    for name in list(kept):
        draw = rng.random()
        other = news[names[rng.integers(len(names))]]
        if draw < 0.1:
            kept[name] = other
        elif draw < 0.2:
            kept[f"copy{number}-{name}"] = kept[name]
        elif draw < 0.4:
            kept[f"near{number}-{name}"] = f"{kept[name]} It was so. {number}."
        elif draw < 0.6:
            kept[f"bridge{number}-{name}"] = f"{kept[name]} {other}"
    new = {f"new{number}-{n}": article(int(rng.integers(400)))["text"] for n in range(10)}
    return kept | new


@pytest.mark.parametrize("seed", range(4))
def test_groups_carried_over_from_a_release_itself_are_its_own(tmp_path, seed):
    """So a release can be rebuilt although the release before it is gone."""
    rng, settings = np.random.default_rng(seed), {"test": 0.3, "similarity": 0.4}
    news = {f"{n}": article(n)["text"] for n in range(30)}
    refused = 0
    for number, version in enumerate(VERSIONS[:4]):
        news = change_news(news, rng, number)
        shuffled = [(name, news[name]) for name in rng.permutation(list(news))]
        twice = [*shuffled, *((name, f"{text} Again.") for name, text in shuffled[:5])]
        groups, part = release(tmp_path / "out", twice, version, **settings)
        config = make_config(tmp_path / "again" / version, group_duplicates=settings)
        made = write_part(config, "ingest_articles", "part 0", {"articles": make_articles(twice)})
        own = group_duplicates([made], config, carried.CarryFrom(tmp_path / "out" / "tiny" / version))
        assert pq.read_table(own.path("groups")).equals(groups)
        assert (own.rejected, own.statistics["lineage"]) == (part.rejected, part.statistics["lineage"])
        refused += part.rejected.get("joins_splits", 0)
    assert refused, "some articles join two splits"


def test_the_latest_release_is_carried_over_unless_another_choice_is_given(tmp_path):
    release(tmp_path, make_stories(3), VERSIONS[0])
    config = make_config(tmp_path, group_duplicates={})
    made = write_part(config, "ingest_articles", "part 0", {"articles": make_articles(make_stories(4))})
    assert group_duplicates([made], config).statistics["carried_from"] == VERSIONS[0]
    assert group_duplicates([made], config, carried.CarryFrom(None)).statistics["carried_from"] == ""


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
