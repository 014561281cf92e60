"""Groups and splits carried over from one release to the next."""

import json
import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest
from articles import article
from corpus import make_config, write_part
from stages.grouped import group, make_articles, make_stories

from pipelines.errors import StorageError
from pipelines.release import carried
from pipelines.release.find import REQUIRED
from pipelines.release.layout import FORMAT
from pipelines.stages.group_duplicates import group_duplicates
from pipelines.storage.files import sha256_file
from schemas import SPLITS


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
    names = list(stories)
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


def test_ids_that_change_places_leave_every_text_in_its_group(tmp_path):
    """So it is where ids are row numbers, and a row comes first."""
    old, new = make_stories(60), make_stories(60, seed=9)
    settings = {"test": 0.3, "validation": 0.3}
    groups, _ = release(tmp_path, old, VERSIONS[0], **settings)
    texts = [*list(new.values())[:3], *old.values(), *list(new.values())[3:]]
    names = [*old, *(f"new-{number}" for number in range(len(new)))]
    shifted, part = group(tmp_path, dict(zip(names, texts, strict=True)), **settings)
    of_texts = dict(zip(groups["text_hash"].to_pylist(), groups.select(["group_id", "split"]).to_pylist(), strict=True))
    found = dict(zip(shifted["text_hash"].to_pylist(), shifted.select(["group_id", "split"]).to_pylist(), strict=True))
    assert {text: found[text] for text in of_texts} == of_texts
    assert len({tuple(row.values()) for row in found.values()}) == len({row["group_id"] for row in found.values()})
    assert part.statistics["n_carried"] >= len(old)


def test_a_text_that_comes_back_joins_the_group_that_has_its_name(tmp_path):
    """Its group lives on in an article that has changed since, so nothing else connects the two."""
    settings = {"test": 0.5}
    for seed in range(20):  # until a new group of that name would be in another split
        folder, filler = tmp_path / str(seed), make_stories(20 + seed, copies=1, seed=seed + 1)
        first, changed = make_stories(2, copies=1, seed=100 + seed).values()
        groups, _ = release(folder, {"a": first} | filler, VERSIONS[0], **settings)
        later, _ = release(folder, {"a": changed} | filler, VERSIONS[1], **settings)
        assert assignments(later)["a"] == assignments(groups)["a"]
        back, part = group(folder, {"a": changed, "b": first} | filler, **settings)
        assert assignments(back)["b"] == assignments(back)["a"]
        assert part.statistics["n_groups"] == len(filler) + 1
        assert part.statistics["largest_group"] == 2


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


def damage_manifest(version):
    (version / "manifest.json").write_text("{")


def lose_groups(version):
    (version / carried.FILE).unlink()


def flip_bit(version):
    content = bytearray((version / carried.FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (version / carried.FILE).write_bytes(content)


@pytest.mark.parametrize("damage", [damage_manifest, lose_groups, flip_bit])
def test_a_damaged_release_ends_the_run_unless_groups_are_drawn_anew(tmp_path, damage):
    release(tmp_path, make_stories(3), VERSIONS[0])
    damage(tmp_path / "tiny" / VERSIONS[0])
    with pytest.raises(StorageError, match=VERSIONS[0]) as caught:
        group(tmp_path, make_stories(4))
    assert "carry_splits: false" in str(caught.value)
    _, part = group(tmp_path, make_stories(4), carry_splits=False)
    assert part.statistics["n_carried"] == 0


@pytest.mark.parametrize("latest", [None, b"", b"nonsense", b"\xff", VERSIONS[2].encode()])
def test_groups_of_the_newest_release_are_carried_over_if_latest_names_none(tmp_path, caplog, latest):
    for version in VERSIONS[:2]:
        release(tmp_path, make_stories(3), version)
    place = tmp_path / "tiny" / "LATEST"
    place.unlink() if latest is None else place.write_bytes(latest)
    _, part = group(tmp_path, make_stories(4))
    assert part.statistics["carried_from"] == VERSIONS[1]
    assert "names no release" in caplog.text


def test_a_release_of_a_version_that_kept_no_groups_is_not_carried_over(tmp_path):
    release(tmp_path, make_stories(3), VERSIONS[0])
    path = tmp_path / "tiny" / VERSIONS[0] / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"files": []}))
    _, part = group(tmp_path, make_stories(4))
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
