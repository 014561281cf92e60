"""Pairs of spun articles: their splits, rates, variants, profiles and protected spans, the same for any batch."""

import collections

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from stages.spun import articles_part, by_id, groups_part, news, pairs_of, spin, spin_rows

from pipelines.quality.pairs.replay import replay
from pipelines.spinners.headlines import headline_spans
from pipelines.spinners.spinner import article_keys
from pipelines.stages.spin_articles import choose_profiles
from schemas import PAIRS


def test_spin_articles_writes_correct_pairs_by_split(tmp_path, profile):
    part = spin_rows(tmp_path, news(range(20)), [profile("plain")], variants=2)
    assert set(part.rows) == {"train", "validation"}
    assert pq.read_schema(part.path("train")).equals(PAIRS)
    pairs = pairs_of(part)
    assert part.n_rows == pairs.num_rows == 40
    assert all(holds.all() for holds in replay(pairs).values())
    assert len(set(pairs["pair_id"].to_pylist())) == 40
    assert part.statistics == {"n_words": pc.sum(pairs["n_words"]).as_py()}
    assert all(row["group_id"] == f"group of {row['article_id']}" for row in pairs.to_pylist())
    assert set(pairs["source"].to_pylist()) == {"wire"}
    assert set(pq.read_table(part.path("validation"))["article_id"].to_pylist()) == {
        f"story-{i}" for i in range(0, 20, 5)
    }


def test_spin_articles_achieves_the_requested_rate(tmp_path, profile):
    for row in pairs_of(spin_rows(tmp_path, news(range(20)), [profile("plain")], rate=0.02)).to_pylist():
        assert abs(row["swap_rate"] - row["asked_rate"]) * row["n_words"] <= 0.5 + 1e-4  # rates are 32-bit
        assert row["asked_rate"] == pytest.approx(0.02)


def test_spin_articles_rejects_variants_without_swaps(tmp_path, profile):
    rows = [*news(range(4)), {"article_id": "dry", "text": "Nothing here is known"}]
    part = spin_rows(tmp_path, rows, [profile("plain")], variants=3)
    assert part.rejected == {"no_swaps": 3}
    assert part.n_rows + 3 == 3 * len(rows)
    rejects = pq.read_table(part.rejects_file).to_pylist()
    assert {(row["stage"], row["reason"], row["article_id"], row["row"]) for row in rejects} == {
        ("spin_articles", "no_swaps", "dry", "Nothing here is known")
    }
    assert {row["place"] for row in rejects} == {f"dry variant {variant} plain" for variant in range(3)}


def test_spin_articles_at_rate_0_rejects_everything(tmp_path, profile):
    part = spin_rows(tmp_path, news(range(4)), [profile("plain")], rate=0)
    assert (part.files, part.rejected) == ({}, {"no_swaps": 4})


def test_spin_articles_skips_articles_without_a_group(tmp_path, profile):
    articles = articles_part(tmp_path / "news", news(range(10)))
    groups = groups_part(tmp_path / "news", [articles], skip={"story-3"})
    part = spin(tmp_path, articles, groups, [profile("plain")])
    assert set(pairs_of(part)["article_id"].to_pylist()) == {f"story-{i}" for i in range(10)} - {"story-3"}


def test_spin_articles_uses_the_group_of_the_articles_own_part(tmp_path, profile):
    """The same id may be in two parts; only group_duplicates drops duplicates."""
    one, two = (articles_part(tmp_path / "news", [{**news([i])[0], "article_id": "same"}]) for i in (1, 2))
    groups = groups_part(tmp_path / "news", [one])
    assert spin(tmp_path, one, groups, [profile("plain")]).n_rows == 1
    assert spin(tmp_path, two, groups, [profile("plain")]).n_rows == 0


def test_spin_articles_gives_the_same_rows_for_any_batch_part_and_order(tmp_path, profile):
    rows, profiles = news(range(30)), [profile("plain"), profile("other", rate=0.1)]
    whole = spin_rows(tmp_path / "a", rows, profiles, variants=2)
    small = spin_rows(tmp_path / "b", rows, profiles, variants=2, batch_bytes=1)
    turned = spin_rows(tmp_path / "c", rows[::-1], profiles, variants=2, batch_bytes=1000)
    halves = [spin_rows(tmp_path / "d", half, profiles, variants=2) for half in (rows[:11], rows[11:])]
    strip = lambda found: {key: {**row, "split": None} for key, row in found.items()}  # noqa: E731
    assert small.path("train").read_bytes() == whole.path("train").read_bytes()
    assert strip(by_id(turned)) == strip(by_id(whole)) == strip(by_id(*halves))


def test_variants_and_seeds_differ(tmp_path, profile):
    rows, profiles = news(range(5)), [profile("plain")]
    pairs = pairs_of(spin_rows(tmp_path, rows, profiles, variants=3)).to_pylist()
    spun = collections.defaultdict(set)
    for row in pairs:
        spun[row["article_id"]].add(row["spun"])
    assert all(len(texts) == 3 for texts in spun.values())
    other = pairs_of(spin_rows(tmp_path, rows, profiles, variants=3, seed=8))["spun"].to_pylist()
    assert not {row["spun"] for row in pairs} & set(other)


def test_profiles_are_mixed_by_weight_and_depend_only_on_the_article(tmp_path, profile):
    profiles = {profile("plain"): 3, profile("other", rate=0.1): 1}
    pairs = pairs_of(spin_rows(tmp_path, news(range(200)), profiles)).to_pylist()
    counts = collections.Counter(row["profile"] for row in pairs)
    assert counts["plain"] == pytest.approx(150, abs=25)
    assert counts["other"] == 200 - counts["plain"]
    assert {row["asked_rate"] for row in pairs if row["profile"] == "other"} == {np.float32(0.1)}
    some = pairs_of(spin_rows(tmp_path, news(range(50, 60)), profiles)).to_pylist()
    chosen = {row["article_id"]: row["profile"] for row in pairs}
    assert all(chosen[row["article_id"]] == row["profile"] for row in some)


def test_spin_articles_runs_flows_of_nlpaug(tmp_path, profile):
    flow = [{"augmenter": "SpellingAug"}, {"augmenter": "KeyboardAug", "chance": 0.5}]
    profiles = [profile("plain"), profile("typos", engine="nlpaug", flow=flow)]
    rows = news(range(20))
    part = spin_rows(tmp_path / "a", rows, profiles, variants=2)
    pairs = pairs_of(part)
    assert all(holds.all() for holds in replay(pairs).values())
    assert set(pairs["profile"].to_pylist()) == {"plain", "typos"}
    for row in pairs.to_pylist():
        assert row["swap_rate"] <= row["asked_rate"] + 0.5 / row["n_words"] + 1e-6
    small = spin_rows(tmp_path / "b", rows, profiles, variants=2, batch_bytes=1)
    assert small.path("train").read_bytes() == part.path("train").read_bytes()
    other = [profile("plain"), profile("typos", engine="nlpaug", flow=flow[:1])]
    assert spin_rows(tmp_path / "a", rows, other, variants=2).key != part.key


def test_spin_articles_keeps_headlines_if_the_profile_protects_them(tmp_path, profile):
    headline = "Café: heavy rain near the river bank 🌧"
    rows = [
        {**row, "text": f"{headline}\n\n{row['text']}", "headline_length": len(headline)} if i % 2 else row
        for i, row in enumerate(news(range(20)))
    ]
    profiles = [profile("plain"), profile("polite", protect={"headline": True})]
    for batch_bytes in (1, 1 << 20):
        pairs = pairs_of(spin_rows(tmp_path / str(batch_bytes), rows, profiles, rate=0.9, batch_bytes=batch_bytes))
        has_headline = [row for row in pairs.to_pylist() if row["clean"].startswith(headline)]
        stayed = {row["profile"]: [] for row in has_headline}
        for row in has_headline:
            stayed[row["profile"]].append(row["spun"].startswith(f"{headline}\n\n"))
        assert len(has_headline) == 10
        assert all(stayed["polite"])
        assert not any(stayed["plain"])


def test_spin_articles_keeps_entities_and_names_their_model(tmp_path, profile, monkeypatch):
    monkeypatch.setattr("pipelines.spinners.spinner.check_entities", lambda: None)
    monkeypatch.setattr(
        "pipelines.spinners.spinner.find_entities", lambda texts: headline_spans(texts, pc.utf8_length(texts))
    )
    keys = set()
    for version in ("spacy 1", "spacy 2", "spacy 2"):
        monkeypatch.setattr("pipelines.spinners.spinner.entities_fingerprint", lambda version=version: version)
        part = spin_rows(tmp_path, news(range(5)), [profile("plain", protect={"entities": True})])
        assert (part.n_rows, part.rejected) == (0, {"no_swaps": 5})
        keys.add(part.key)
    assert len(keys) == 2


def test_choose_profiles_follows_the_weights():
    keys = article_keys(pa.chunked_array([[str(i) for i in range(4000)]]), seed=1, variant=0)
    chosen = collections.Counter(choose_profiles(keys, {"b": 1, "a": 2, "c": 1}).tolist())
    assert [chosen[i] / 4000 for i in range(3)] == pytest.approx([0.5, 0.25, 0.25], abs=0.03)
    assert set(choose_profiles(keys, {"a": 5}).tolist()) == {0}
