import collections
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest
import yaml
from hard_texts import LEXICON_TABLE

from pipelines.config.run import check_config
from pipelines.parts.finish import finish_part
from pipelines.quality.pairs.replay import replay
from pipelines.spinners.headlines import headline_spans
from pipelines.spinners.spinner import article_keys
from pipelines.stages.spin_articles import choose_profiles, spin_articles
from schemas import ARTICLES, GROUPS, PAIRS

PLAIN = {"rate": 0.3, "top": 3}
SPLITS_OF_FIVE = ("validation", *["train"] * 4)


@pytest.fixture
def profile(tmp_path):
    """Write a profile for the small lexicon of the tests; return its path, which is its name in a configuration."""
    lexicon = tmp_path / "small.arrow"
    with pa.OSFile(str(lexicon), "wb") as file, pa.ipc.new_file(file, LEXICON_TABLE.schema) as writer:
        writer.write_table(LEXICON_TABLE.replace_schema_metadata({"fingerprint": "small"}))

    def write(name, **values):
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump({"imitates": "nobody", "lexicon": str(lexicon), **PLAIN, **values}))
        return str(path)

    return write


CLAUSES = ["heavy rain fell near the river bank", "the council raised the tax", "a café closed", "the country may vote",
           "a lot of mail came too late", "the prime minister spoke of the river", "the bank said no"]  # fmt: skip


def news(numbers):
    """Make articles of 60 to 90 words, each with its clauses in another order."""
    orders = {number: Random(number).choices(CLAUSES, k=12) for number in numbers}  # noqa: S311
    return [{"article_id": f"story-{n}", "text": f"Story {n}: {', and '.join(order)}."} for n, order in orders.items()]


def articles_part(folder, rows, label="one"):
    rows = [{"headline_length": 0, "language": "en", "source": "wire", **row} for row in rows]

    def compute(writer):
        writer.write("articles", pa.Table.from_pylist(rows, schema=ARTICLES), ARTICLES)

    return finish_part(folder, "ingest_articles", inputs=rows, label=label, compute=compute)


def groups_part(folder, articles, skip=(), *, backwards=False, splits=SPLITS_OF_FIVE):
    """Make one group for each article, every fifth in validation, or with the given `splits` in turn."""
    rows = [
        {
            "article_id": name,
            "part": part.key,
            "group_id": f"group of {name}",
            "text_hash": "",
            "split": splits[i % len(splits)],
        }
        for part in sorted(articles, key=lambda part: part.key)
        for i, name in enumerate(pq.read_table(part.path("articles"))["article_id"].to_pylist())
        if name not in skip
    ]
    if backwards:
        rows.reverse()

    def compute(writer):
        writer.write("groups", pa.Table.from_pylist(rows, schema=GROUPS), GROUPS)

    return finish_part(folder, "group_duplicates", inputs=rows, label="all", compute=compute)


def spin(folder, articles, groups, profiles, **settings):
    seed, test_unseen = settings.pop("seed", 7), settings.pop("test_unseen", 0)
    config = {"dataset": "news", "input": "x", "output": str(folder), "seed": seed}
    config["group_duplicates"] = {"test_unseen": test_unseen}
    return spin_articles(
        articles, groups, check_config({**config, "spin_articles": {"profiles": profiles, **settings}})
    )


def spin_rows(folder, rows, profiles, **settings):
    articles = articles_part(folder / "news", rows)
    return spin(folder, articles, groups_part(folder / "news", [articles]), profiles, **settings)


def pairs_of(part):
    return pa.concat_tables(pq.read_table(path) for path in part.files.values())


def by_id(*found):
    return {row["pair_id"]: row for part in found for row in pairs_of(part).to_pylist()}


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


def test_spin_articles_reuses_a_part_until_its_own_groups_change(tmp_path, profile):
    profiles = [profile("plain")]
    one, two = (articles_part(tmp_path / "news", news(numbers)) for numbers in (range(10), range(10, 20)))
    first = spin(tmp_path, one, groups_part(tmp_path / "news", [one]), profiles)
    grown = spin(tmp_path, one, groups_part(tmp_path / "news", [one, two]), profiles)
    assert (grown.key, grown.reused, first.reused) == (first.key, True, False)
    turned = spin(tmp_path, one, groups_part(tmp_path / "news", [one, two], backwards=True), profiles)
    assert (turned.key, turned.reused) == (first.key, True)
    changed = spin(tmp_path, one, groups_part(tmp_path / "news", [one, two], skip={"story-3"}), profiles)
    assert changed.key != first.key


def test_a_finished_part_is_found_without_loading_a_lexicon(tmp_path, profile, monkeypatch):
    rows, profiles = news(range(3)), [profile("plain")]
    first = spin_rows(tmp_path, rows, profiles)
    monkeypatch.setattr("pipelines.stages.spin_articles.load_spinners", pytest.fail)
    assert spin_rows(tmp_path, rows, profiles).key == first.key


@pytest.mark.parametrize("change", [{"seed": 8}, {"rate": 0.1}, {"variants": 2}])
def test_spin_articles_makes_a_new_part_for_other_settings(tmp_path, profile, change):
    rows, profiles = news(range(3)), [profile("plain")]
    assert spin_rows(tmp_path, rows, profiles).key != spin_rows(tmp_path, rows, profiles, **change).key


def test_spin_articles_makes_a_new_part_for_a_changed_profile_or_code(tmp_path, profile, monkeypatch):
    rows = news(range(3))
    keys = {spin_rows(tmp_path, rows, [profile("plain")]).key, spin_rows(tmp_path, rows, [profile("plain", top=1)]).key}
    monkeypatch.setattr("pipelines.stages.spin_articles.code_fingerprint", lambda *_: "other code")
    keys.add(spin_rows(tmp_path, rows, [profile("plain")]).key)
    assert len(keys) == 3


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


def swaps_by_split(part):
    return {
        split: {
            (edit["original"].lower(), edit["replacement"].lower())
            for edits in pq.read_table(part.path(split))["edits"].to_pylist()
            for edit in edits
        }
        for split in part.files
    }


TYPOS = {"engine": "nlpaug", "flow": [{"augmenter": "SpellingAug"}, {"augmenter": "KeyboardAug"}]}
SIDES = {"splits": ("train", "test_unseen", "validation", "test_unseen", "test")}


@pytest.mark.parametrize(
    "own", [{}, {"passes": [0.5, 0.3, 0.2], "again": 0.5}, TYPOS], ids=["once", "passes", "nlpaug"]
)
def test_swaps_of_test_unseen_are_in_no_other_split(tmp_path, profile, own):
    articles = articles_part(tmp_path / "news", news(range(40)))
    groups = groups_part(tmp_path / "news", [articles], **SIDES)
    profiles, asked = [profile("own", **own), profile("plain")], {"held_out": 0.4, "rate": 0.5, "variants": 2}
    apart = swaps_by_split(spin(tmp_path, articles, groups, profiles, test_unseen=0.1, **asked))
    assert all(len(swaps) > 3 for swaps in apart.values())
    assert not apart["test_unseen"] & (apart["train"] | apart["validation"] | apart["test"])
    mixed = swaps_by_split(spin(tmp_path, articles, groups, profiles, test_unseen=0, **asked))
    assert mixed["test_unseen"] & mixed["train"]


def test_rows_with_held_out_words_do_not_depend_on_batches_or_neighbours(tmp_path, profile):
    rows, profiles, asked = news(range(20)), [profile("plain")], {"held_out": 0.4, "test_unseen": 0.1}
    articles = articles_part(tmp_path / "news", rows)
    groups = groups_part(tmp_path / "news", [articles], **SIDES)
    whole, small = (spin(tmp_path / str(n), articles, groups, profiles, batch_bytes=n, **asked) for n in (1 << 20, 1))
    assert {name: whole.path(name).read_bytes() for name in whole.files} == {
        name: small.path(name).read_bytes() for name in small.files
    }
    alone = articles_part(tmp_path / "news", [rows[1]], "alone")
    part = spin(tmp_path, alone, groups_part(tmp_path / "news", [alone], splits=["test_unseen"]), profiles, **asked)
    assert by_id(part).items() <= by_id(whole).items()


def test_held_out_makes_a_new_part_only_with_test_unseen(tmp_path, profile):
    rows, profiles = news(range(3)), [profile("plain")]

    def key(held_out, test_unseen):
        return spin_rows(tmp_path, rows, profiles, held_out=held_out, test_unseen=test_unseen).key

    assert len({key(0.1, 0), key(0.2, 0)}) == 1
    assert len({key(0.1, 0), key(0.1, 0.1), key(0.2, 0.1)}) == 3


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


def test_spin_articles_computes_parts_again_when_a_list_of_names_changes(tmp_path, profile, monkeypatch):
    profiles = [profile("plain", protect={"names": "known"})]
    before = spin_rows(tmp_path, news(range(5)), profiles)
    assert spin_rows(tmp_path, news(range(5)), profiles).key == before.key
    monkeypatch.setattr("pipelines.spinners.translate.read_list", lambda _: pa.array(["river bank"]))
    assert spin_rows(tmp_path, news(range(5)), profiles).key != before.key


def test_choose_profiles_follows_the_weights():
    keys = article_keys(pa.chunked_array([[str(i) for i in range(4000)]]), seed=1, variant=0)
    chosen = collections.Counter(choose_profiles(keys, {"b": 1, "a": 2, "c": 1}).tolist())
    assert [chosen[i] / 4000 for i in range(3)] == pytest.approx([0.5, 0.25, 0.25], abs=0.03)
    assert set(choose_profiles(keys, {"a": 5}).tolist()) == {0}
