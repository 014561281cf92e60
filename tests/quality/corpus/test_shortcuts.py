import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from nlpaug.augmenter.word import RandomWordAug
from pairs import make_pairs

from pipelines.quality.corpus import shortcuts
from pipelines.quality.corpus.shortcuts import audit_shortcuts, choose_articles, keep_surface, sample_surface

WORDS = ["rain", "roads", "council", "the", "of", "won", "new", "10,000", "Smith", "don't", "said", "bridge"]


def make_text(seed):
    draw = random.Random(seed)  # noqa: S311 - texts for tests
    sentences = []
    for _ in range(draw.randrange(3, 9)):
        words = draw.choices(WORDS, k=draw.randrange(5, 15))
        sentences.append(" ".join(words).capitalize() + draw.choice([".", ".", "!", ' "so".', ", he said."]))
    return " ".join(sentences)


def augment(text):
    """Return the text after nlpaug's `augment`: one word changed, and "10,000" and "don't" split."""
    (augmented,) = RandomWordAug(action="substitute", target_words=["mist"], aug_max=1).augment(text)
    return augmented


def audit(tmp_path, change=lambda text: text, n_articles=150):
    pairs = make_pairs([make_text(seed) for seed in range(n_articles)])
    spun = pa.array([change(text) for text in pairs["spun"].to_pylist()])
    pairs = pairs.set_column(pairs.column_names.index("spun"), "spun", spun)
    found = sample_surface(pairs, choose_articles(pairs["article_id"]), first_row=0)
    path = tmp_path / "forms.parquet"
    pq.write_table(found, path)
    return audit_shortcuts([path])


def test_honest_pairs_have_no_shortcut(tmp_path):
    found = audit(tmp_path)
    assert found.n_texts == 300
    assert found.auroc < 0.6


@pytest.mark.parametrize(
    "change",
    [
        augment,
        lambda text: text.replace(". ", ".  "),
        lambda text: text.replace("'", "\u2019").replace('"', "\u201c"),
        lambda text: text.lower(),
        lambda text: text[: len(text) // 3],
    ],
    ids=["nlpaug", "double spaces", "curly quotes", "lower case", "cut short"],
)
def test_a_shortcut_is_found(tmp_path, change):
    assert audit(tmp_path, change).auroc > 0.75


def test_the_strongest_feature_is_first(tmp_path):
    found = audit(tmp_path, lambda text: text.replace(" ", "  "))
    assert found.features[0]["name"] == "double spaces"
    assert found.features[0]["clean"] == 0 < found.features[0]["spun"]


def test_too_few_texts_have_no_score(tmp_path):
    found = audit(tmp_path, augment, n_articles=99)
    assert (found.auroc, found.n_texts, found.features) == (None, 198, [])
    assert audit_shortcuts([]).auroc is None


def test_a_sample_is_one_accepted_pair_of_each_chosen_article(monkeypatch):
    monkeypatch.setattr(shortcuts, "PART_ARTICLES", 4)
    texts = [make_text(seed) for seed in range(10)]
    pairs = make_pairs(texts * 3, variant=[number // 10 for number in range(30)])
    chosen = choose_articles(pairs["article_id"])
    found = [sample_surface(pairs.slice(first, 15), chosen, first_row=first) for first in (0, 15)]
    assert len(found[0]) == 4  # one of the variants of an article in a row group
    assert pa.concat_tables(found).equals(sample_surface(pairs, chosen, first_row=0, sizes=[15, 15]))
    rows = keep_surface(found, accepted := pa.array([True] * 30).to_numpy(zero_copy_only=False))["row"].to_pylist()
    assert sorted(pairs["article_id"][row].as_py() for row in rows) == sorted(
        set(pairs["article_id"].take(rows).to_pylist())
    )
    assert len(rows) == 4
    refused = accepted.copy()
    refused[rows] = False
    assert not set(rows) & set(keep_surface(found, refused)["row"].to_pylist())
