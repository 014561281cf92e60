"""Pairs with faults: each is found, has its reasons, and goes to quarantine; a warning drops nothing."""

import math

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import make_articles, make_config, make_corpus, write_part
from pairs import make_pairs, swap_to
from stages.validated import TEXTS, copy_clean, good_rows, quarantined, validate

from pipelines.quality.suites.checks import load_suite
from pipelines.quality.suites.representatives import name_representatives, read_representatives
from pipelines.quality.suites.run import run_by_great_expectations
from pipelines.stages.validate_pairs import validate_pairs
from schemas import PAIRS


@pytest.fixture
def config(tmp_path):
    return make_config(tmp_path)


def overlap(row):
    first, second = row["edits"][:2]
    second |= {"clean_start": first["clean_start"], "clean_end": first["clean_end"]}


FAULTS = {
    "edit shifted by one": (
        lambda row: row["edits"][0].update(clean_start=row["edits"][0]["clean_start"] + 1),
        "originals_match",
    ),
    "edits overlap": (overlap, "edits_in_order"),
    "edit out of the text": (lambda row: row["edits"][-1].update(spun_end=10**6), "offsets_in_range"),
    "byte changed outside": (lambda row: row.update(spun=row["spun"][:-1] + "!"), "kept_text_same"),
    "wrong replacement": (lambda row: row["edits"][0].update(replacement="else"), "replacements_match"),
    "replacement is original": (lambda row: swap_to(row, row["edits"][-1]["original"]), "edits_change"),
    "nothing changed": (copy_clean, "texts_differ"),
    "wrong n_swaps": (lambda row: row.update(n_swaps=9), "n_swaps_exact"),
    "wrong n_words": (lambda row: row.update(n_words=9), "n_words_exact"),
    "wrong rate": (lambda row: row.update(swap_rate=0.5), "swap_rate_exact"),
    "rate above one": (lambda row: row.update(swap_rate=1.5), "swap_rate"),
    "asked above one": (lambda row: row.update(asked_rate=20.0), "asked_rate"),
    "asked without end": (lambda row: row.update(asked_rate=math.inf), "asked_rate"),
    "rate that is no number": (lambda row: row.update(swap_rate=math.nan), "swap_rate"),
    "too long": (lambda row: swap_to(row, "long " * 60), "length_ratio"),
    "unknown kind": (lambda row: row["edits"][0].update(kind="synonym"), "kinds_known"),
    "no pass": (lambda row: row["edits"][0].update(passes=0), "passes"),
    "field of an edit missing": (lambda row: row["edits"][0].update(origin=None), "fields_present"),
    "control character": (lambda row: swap_to(row, "li\x00nk"), "no_control_characters"),
    "id not hex": (lambda row: row.update(pair_id="X" * 32), "pair_id_form"),
    "id too short": (lambda row: row.update(pair_id="abc"), "pair_id_form"),
    "variant below zero": (lambda row: row.update(variant=-1), "variant"),
    "licence of another": (lambda row: row.update(license="cc-by-4.0"), "license_is_articles"),
    "address of another": (lambda row: row.update(url="https://news.example/1"), "provenance_is_articles"),
    "unknown profile": (lambda row: row.update(profile="nobody"), "profile_known"),
    "markup": (lambda row: swap_to(row, "P&amp;O"), "no_markup"),
    "letters of another script": (lambda row: swap_to(row, "мост"), "no_foreign_letters"),
    "other language": (lambda row: row.update(language="de"), "language"),
    "unknown article": (lambda row: row.update(article_id="nobody"), "clean_is_article"),
}


WARNINGS = {"rate_reached", "language_detected"}


def faulty_rows():
    """Make a row for each fault, each followed by a correct row."""
    rows = []
    for number, (plant, _) in enumerate(FAULTS.values()):
        bad, good = (make_pairs(TEXTS[:1]).to_pylist()[0] for _ in range(2))
        bad |= {"variant": 2 * number, "pair_id": f"{2 * number:032x}"}
        good |= {"variant": 2 * number + 1, "pair_id": f"{2 * number + 1:032x}"}
        plant(bad)
        rows += [bad, good]
    return rows


@pytest.mark.parametrize("suite", ["articles", "pairs"])
def test_validate_pairs_keeps_rows_that_stand_for_all_rows_of_each_suite(config, suite):
    spun, part = validate(config, faulty_rows())
    representatives = read_representatives(part.file(name_representatives(suite)))
    assert sum(representatives["weight"].to_pylist()) == {"articles": len(TEXTS), "pairs": spun.n_rows}[suite]
    ids = {"articles": "article_id", "pairs": "pair_id"}[suite]
    outcomes = run_by_great_expectations(load_suite(suite, config), representatives, id_column=ids)
    found = part.statistics["checks"][suite]
    assert {each.check.name for each in outcomes if len(each.unexpected)} == {
        name for name in found if found[name]["unexpected"]
    }


def test_validate_pairs_quarantines_every_fault_with_its_reason(config):
    rows = faulty_rows()
    spun, part = validate(config, rows)
    found = {bad["pair_id"]: bad for bad in quarantined(part)}
    for (fault, (_, reason)), row in zip(FAULTS.items(), rows[::2], strict=True):
        assert reason in found[row["pair_id"]]["reasons"], fault
        assert found[row["pair_id"]]["edits"] == row["edits"], fault
    checks = part.statistics["checks"]["pairs"]
    found_by = {name for name in checks if checks[name]["unexpected"]}
    assert {reason for _, reason in FAULTS.values()} == found_by - WARNINGS
    assert checks["kinds_known"]["examples"] == [
        {"id": next(i for i in found if "kinds_known" in found[i]["reasons"]), "value": False}
    ]
    assert pq.read_table(part.path("train"))["pair_id"].to_pylist() == [row["pair_id"] for row in rows[1::2]]
    assert part.n_rows + sum(part.rejected.values()) == spun.n_rows


STRICT = """
imitates: A test.
rate: 0.2
homographs: false
protect: {names: all, quotations: true, hyphenated: true, headline: true, glossary: [prime minister]}
"""
PROMISED = (
    'Rain in the north\n\nOne of them met Blair, who said "it is wet"; the prime minister sent 3 half- and full notes.'
)
# A protected word, and the check that fails if it is swapped; the last word may be swapped.
KEPT = {
    "north": "headline_kept",
    "Blair,": "names_kept",
    "is": "quotations_kept",
    "minister": "glossary_kept",
    "3": "numbers_kept",
    "half-": "hyphenated_kept",
    "sent": None,
}


def test_validate_pairs_quarantines_swaps_that_break_promises_of_the_profile(tmp_path):
    (tmp_path / "strict.yaml").write_text(STRICT)
    config = make_config(tmp_path, spin_articles={"profiles": [str(tmp_path / "strict.yaml")]})
    swapped = [make_pairs([PROMISED.replace("\n\n", " \n\n ")], {word: "other"}) for word in KEPT]
    pairs = pa.concat_tables(swapped)
    columns = {"profile": ["strict"] * len(KEPT), "pair_id": [f"{i:032x}" for i in range(len(KEPT))]}
    columns["variant"] = range(len(KEPT))
    for name, values in columns.items():
        pairs = pairs.set_column(
            pairs.column_names.index(name), PAIRS.field(name), pa.array(values, PAIRS.field(name).type)
        )
    articles = make_articles(pairs.slice(0, 1))
    articles = articles.set_column(2, articles.schema.field(2), pa.array([len("Rain in the north")], pa.int32()))
    article_part = write_part(config, "ingest_articles", "one", {"articles": articles})
    part = validate_pairs(article_part, write_part(config, "spin_articles", "one", {"train": pairs}), config)
    reasons = {int(bad["pair_id"], 16): bad["reasons"] for bad in quarantined(part)}
    assert reasons == {i: [rule] for i, rule in enumerate(KEPT.values()) if rule}
    assert part.rows == {"train": 1}


def test_validate_pairs_quarantines_a_text_translated_into_another_language(config):
    german = "Der Rat wird am Montag über die neue Brücke über den Fluss abstimmen."
    row = make_pairs(["The council will vote on Monday about the new bridge over the river. Part 0."], {}).to_pylist()[
        0
    ]
    start = len(row["clean"]) - len(" Part 0.")
    edit = dict.fromkeys(PAIRS.field("edits").type.value_type.names) | {
        "clean_start": 0, "clean_end": start, "spun_start": 0, "spun_end": len(german),
        "original": row["clean"][:start], "replacement": german, "kind": "phrase", "origin": "moby", "passes": 1,
    }  # fmt: skip
    row |= {"spun": german + " Part 0.", "edits": [edit], "n_swaps": 1, "swap_rate": 13 / 15, "asked_rate": 13 / 15}
    _, part = validate(config, [row, *good_rows()[1:]])
    assert [bad["reasons"] for bad in quarantined(part)] == [["function_words_lost"]]
    detected = part.statistics["checks"]["pairs"]["language_detected"]
    assert detected["examples"] == [{"id": row["pair_id"], "value": "de"}]


def test_validate_pairs_gives_every_reason_and_counts_the_first(config):
    rows = good_rows()
    rows[1] |= {"n_swaps": 7, "language": "de", "variant": -2}
    rows[3] |= {"language": "de"}
    _, part = validate(config, rows)
    reasons = {bad["pair_id"]: bad["reasons"] for bad in quarantined(part)}
    assert reasons == {
        rows[1]["pair_id"]: ["variant", "n_swaps_exact", "language", "provenance_is_articles"],
        rows[3]["pair_id"]: ["language", "provenance_is_articles"],
    }
    assert part.statistics["quarantined"] == {
        "pairs": 2,
        "reasons": {"language": 2, "provenance_is_articles": 2, "n_swaps_exact": 1, "variant": 1},
        "first_reasons": {"language": 1, "variant": 1},
    }
    assert part.rejected == {"language": 1, "variant": 1}
    assert part.rows == {"train": 2}


def test_validate_pairs_finds_an_id_in_two_splits(config):
    rows = good_rows()
    rows[1]["pair_id"] = rows[0]["pair_id"]
    _, part = validate(config, rows)
    assert [bad["reasons"] for bad in quarantined(part)] == [["pair_id_unique"]] * 2


def test_validate_pairs_finds_a_repeated_variant(config):
    rows = good_rows()
    again = {**good_rows()[0], "pair_id": "0" * 32}
    _, part = validate(config, [*rows, again])
    assert [bad["reasons"] for bad in quarantined(part)] == [["variant_unique"]] * 2


def test_validate_pairs_compares_the_clean_text_with_the_article(config):
    _, _, spun = make_corpus(config)
    articles = make_articles(make_pairs(TEXTS))
    texts = [f"{text}!" for text in articles["text"].to_pylist()]
    articles = articles.set_column(1, articles.schema.field("text"), pa.array(texts))
    part = validate_pairs(write_part(config, "ingest_articles", "other", {"articles": articles}), spun, config)
    assert part.statistics["quarantined"]["reasons"] == {"clean_is_article": 4}
    assert part.files == {}


def test_validate_pairs_counts_warnings_and_drops_nothing(config):
    articles, _, spun = make_corpus(config, pairs=make_pairs(TEXTS, license=None))
    table = pq.read_table(articles.path("articles"))
    unlicensed = table.set_column(5, table.schema.field("license"), pa.nulls(4, pa.string()))
    part = validate_pairs(write_part(config, "ingest_articles", "other", {"articles": unlicensed}), spun, config)
    assert part.statistics["checks"]["articles"]["license_present"]["unexpected"] == 4
    assert part.n_rows == 4


def test_validate_pairs_warns_of_a_rate_that_is_exceeded(config):
    rows = good_rows()
    rows[0]["asked_rate"] = 0.0
    _, part = validate(config, rows)
    assert part.statistics["checks"]["pairs"]["rate_not_exceeded"]["unexpected"] == 1
    assert part.n_rows == 4


def test_validate_pairs_takes_bounds_from_the_config(tmp_path):
    config = make_config(tmp_path, validate_pairs={"max_length_ratio": 1.15})
    _, part = validate(config)
    assert part.statistics["quarantined"]["reasons"] == {"length_ratio": 1}
