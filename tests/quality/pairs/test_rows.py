import copy
import datetime as dt

import pyarrow as pa
import pytest
from corpus import make_articles
from pairs import NEWS, make_pairs, swap_to

from pipelines.engine.buffers import view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.quality.pairs.articles import gather_articles, summarize_articles
from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.promises import Promises
from pipelines.quality.pairs.rows import check_articles, check_pairs
from schemas import ARTICLES, PAIRS


def count_words(texts):
    return find_tokens(view_texts(texts)).counts


def check(rows):
    return check_pairs(
        view_edits(pa.Table.from_pylist(rows, schema=PAIRS)),
        count_words=count_words,
        articles=gather_articles([summarize_articles(make_articles(make_pairs(NEWS)))]),
        promises={"autoblog": Promises()},
    )


def good_rows():
    return make_pairs(NEWS * 2).to_pylist()


# The rules that hold or do not.
BOOLEANS = [field.name for field in check(good_rows()).schema if pa.types.is_boolean(field.type)]


def edit_of(row, **values):
    row["edits"][0] |= values


def spin_tag(row):
    """Put the first edit into a tag, in both texts."""
    edit, shift = row["edits"][0], 3
    start, end = edit["clean_start"], edit["clean_end"]
    row["clean"] = row["clean"][:start] + "<b " + row["clean"][start:end] + ">" + row["clean"][end:]
    start, end = edit["spun_start"], edit["spun_end"]
    row["spun"] = row["spun"][:start] + "<b " + row["spun"][start:end] + ">" + row["spun"][end:]
    for number, each in enumerate(row["edits"]):
        for name in ("clean_start", "clean_end", "spun_start", "spun_end"):
            each[name] += shift + (number > 0)
    row["n_words"] += 1


def test_check_pairs_finds_nothing_in_good_rows():
    rows = check(good_rows())
    assert [name for name in BOOLEANS if False in rows[name].to_pylist()] == []
    assert set(rows["n_missing"].to_pylist()) == {0}
    assert set(rows["min_passes"].to_pylist()) == {1}
    assert rows["n_swapped_words"].to_pylist() == [3, 2, 3, 3] * 2


def test_check_pairs_does_not_judge_what_no_profile_promises():
    rows = check(good_rows())
    idle = {name for name in BOOLEANS if rows[name].null_count == len(rows)}
    assert idle == {"names_kept", "quotations_kept", "glossary_kept", "hyphenated_kept", "headline_kept"}
    assert all(rows[name].null_count == 0 for name in set(BOOLEANS) - idle)


def test_check_pairs_of_no_rows_is_no_rows():
    assert check([]).schema.names == check(good_rows()).schema.names


# Fault -> the function that plants it, and all columns that must show it; no other column may show it.
FAULTS = {
    "shifted": (
        lambda row: edit_of(row, clean_start=row["edits"][0]["clean_start"] + 1),
        {"originals_match", "kept_text_same"},
    ),
    "outside": (lambda row: row.update(spun=row["spun"][:-1] + "!"), {"kept_text_same"}),
    "reversed": (lambda row: row["edits"].reverse(), {"edits_in_order"}),
    "beyond": (lambda row: row["edits"][-1].update(clean_end=9999), {"offsets_in_range"}),
    "label": (lambda row: edit_of(row, replacement="other"), {"replacements_match"}),
    "no change": (lambda row: swap_to(row, row["edits"][-1]["original"]), {"edits_change"}),
    "kind": (lambda row: edit_of(row, kind="synonym"), {"kinds_known"}),
    "control": (lambda row: swap_to(row, "li\x07nk"), {"no_control_characters"}),
    "bom": (lambda row: swap_to(row, "li\ufeffnk"), {"no_control_characters"}),
    "n_words": (lambda row: row.update(n_words=row["n_words"] + 1), {"n_words_exact"}),
    "n_swaps": (lambda row: row.update(n_swaps=row["n_swaps"] - 1), {"n_swaps_exact"}),
    "rate": (lambda row: row.update(swap_rate=row["swap_rate"] + 1e-5), {"swap_rate_exact"}),
    "no rate": (lambda row: row.update(swap_rate=float("nan")), {"swap_rate_exact"}),
    "copy": (
        lambda row: row.update(spun=row["clean"], edits=[], n_swaps=0, swap_rate=0.0),
        {"texts_differ"},
    ),
    "id": (lambda row: row.update(pair_id=row["pair_id"].upper() + "\n"), {"pair_id_form"}),
    "licence": (lambda row: row.update(license="cc-by-4.0"), {"license_is_articles"}),
    "no licence": (lambda row: row.update(license=None), {"license_is_articles"}),
    "source": (lambda row: row.update(source="test wire"), {"provenance_is_articles"}),
    "url": (lambda row: row.update(url=""), {"provenance_is_articles"}),
    "language": (lambda row: row.update(language="de"), {"provenance_is_articles"}),
    "date": (lambda row: row.update(published_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC)), {"provenance_is_articles"}),
    "article": (lambda row: row.update(article_id="nobody"), {"clean_is_article"}),
    "profile": (lambda row: row.update(profile="other"), {"profile_known"}),
    "tag": (lambda row: swap_to(row, "<b>link"), {"no_markup"}),
    "entity": (lambda row: swap_to(row, "P&amp;O"), {"no_markup"}),
    "rest of an entity": (lambda row: swap_to(row, "link#39;s"), {"no_markup"}),
    "word of a tag": (spin_tag, {"markup_kept", "clean_is_article", "swap_rate_exact"}),
    "Cyrillic a": (lambda row: swap_to(row, "brid\u0430"), {"no_foreign_letters"}),
    "typographic": (lambda row: swap_to(row, "“ünïcödé” — 📈"), set()),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", [0, 3, 7])
def test_check_pairs_shows_a_fault_only_in_its_row_and_column(fault, place):
    rows = good_rows()
    plant, expected = FAULTS[fault]
    plant(rows[place])
    found = check(rows)
    shown = {name: [row for row, holds in enumerate(found[name].to_pylist()) if holds is False] for name in BOOLEANS}
    assert {name: at for name, at in shown.items() if at} == {name: [place] for name in expected}


def test_check_pairs_counts_missing_fields_of_rows_and_edits():
    rows = good_rows()
    rows[1]["language"] = None
    rows[2]["edits"][1] = dict.fromkeys(rows[2]["edits"][1])
    edit_of(rows[4], kind=None, origin=None)
    assert check(rows)["n_missing"].to_pylist() == [0, 1, 9, 0, 2, 0, 0, 0]


def test_check_pairs_uses_the_smallest_number_of_passes():
    rows = good_rows()
    edit_of(rows[5], passes=3)
    rows[6]["edits"][-1]["passes"] = 0
    assert check(rows)["min_passes"].to_pylist() == [1, 1, 1, 1, 1, 1, 0, 1]


def test_check_pairs_allows_control_characters_of_the_original():
    row = make_pairs(["A\ttab in the\x0bold rain"], {"the\x0bold": "some\x0bgiven"}).to_pylist()
    assert check(row)["no_control_characters"].to_pylist() == [True]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (0.2, (0.4, 3 / 2.6)),
        (0.4, (-2.2, 3 / 5.2)),
        (1.0, (-10.0, 3 / 13)),
        (0.0, (3.0, 3.0)),
        (float("nan"), (0.0, 1.0)),
    ],
)
def test_check_pairs_measures_the_rate_in_words(asked, shown):
    """The first row has 13 words, 3 of them swapped."""
    row = good_rows()[0] | {"asked_rate": asked}
    found = check([row])
    assert found["words_over"].to_pylist() == pytest.approx([shown[0]], abs=1e-5)
    assert found["rate_reached"].to_pylist() == pytest.approx([shown[1]], abs=1e-5)


def test_check_pairs_measures_length_in_characters():
    rows = [copy.deepcopy(good_rows()[0])]
    assert check(rows)["length_ratio"].to_pylist() == [len(rows[0]["spun"]) / len(rows[0]["clean"])]


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ({}, {"headline_in_text": True, "published_at_plausible": None}),
        ({"headline_length": 68}, {"headline_in_text": True}),
        ({"headline_length": 69}, {"headline_in_text": False}),
        ({"headline_length": -1}, {"headline_in_text": False}),
        ({"text": "Rain & wind, 3 < 4 > 2, AT&T; #1 #39 by a<b"}, {"text_without_markup": True}),
        ({"text": "Rain<br/>"}, {"text_without_markup": False}),
        ({"text": "Turkey #39;s"}, {"text_without_markup": False}),
        ({"text": "A &quot;new&quot; bridge"}, {"text_without_markup": False}),
        ({"text": "A quot;new quot; bridge of AT amp;T"}, {"text_without_markup": False}),
        ({"published_at": dt.datetime(2024, 2, 29, tzinfo=dt.UTC)}, {"published_at_plausible": True}),
        ({"published_at": dt.datetime(1899, 2, 1, tzinfo=dt.UTC)}, {"published_at_plausible": True}),
        ({"published_at": dt.datetime(1970, 1, 1, tzinfo=dt.UTC)}, {"published_at_plausible": False}),
        ({"published_at": dt.datetime(1970, 1, 20, tzinfo=dt.UTC)}, {"published_at_plausible": False}),
        ({"published_at": dt.datetime(1969, 7, 21, tzinfo=dt.UTC)}, {"published_at_plausible": True}),
        ({"published_at": dt.datetime(3021, 1, 1, tzinfo=dt.UTC)}, {"published_at_plausible": False}),
    ],
)
def test_check_articles_shows_each_fault(columns, shown):
    row = make_articles(make_pairs(NEWS[:1])).to_pylist()[0] | columns
    found = check_articles(pa.Table.from_pylist([row], schema=ARTICLES)).to_pylist()[0]
    assert {name: found[name] for name in shown} == shown
    assert found["text_length"] == len(row["text"])
