import numpy as np
import pytest
from fidelity.contrast_table import tell_contrasts
from fidelity.generated import generate
from fidelity.news import News
from fidelity.samples import Row, SpunText
from fidelity.study import Study
from fidelity.transfer import Samples, Size, list_corpora, measure_transfer
from fidelity.transfer_tables import tell_families, tell_pairs, tell_texts

SENTENCES = [f"The big dog number {i} ran to the old house with a good friend today." for i in range(120)]
ARTICLES = [" ".join(SENTENCES[i : i + 4]) for i in range(0, 100, 4)] * 5


def make_samples():
    made = generate(SENTENCES[:20], "autoblog", seed=3)
    rows = [
        Row(clean, spun, "F3-withinside" if number % 2 else "F9-wordnet-lemma")
        for number, (clean, spun) in enumerate(zip(made.clean, made.spun, strict=True))
    ]
    texts = generate(ARTICLES[:12], "autoblog", seed=5).spun
    return Samples(rows, [SpunText(text, "F4-spinbot", str(number)) for number, text in enumerate(texts)])


def test_what_stayed_unchanged_is_left_out():
    made = generate([*SENTENCES, "Xyzzy."], "autoblog", seed=1)
    assert len(made.clean) == len(made.spun) <= len(SENTENCES)
    assert all(clean != spun for clean, spun in zip(made.clean, made.spun, strict=True))
    assert made == generate([*SENTENCES, "Xyzzy."], "autoblog", seed=1)
    assert made != generate([*SENTENCES, "Xyzzy."], "autoblog", seed=2)


def test_families_left_out_have_corpora_of_their_own(tmp_path):
    samples = make_samples()
    names = [
        corpus.name for corpus in list_corpora(Study(samples.rows, tmp_path, print), samples, ["light"], defaults=True)
    ]
    assert "default without F3-withinside" in names
    assert "default without F4-spinbot, no hand list" in names
    assert names.index("light") > names.index("mix of four without F3-withinside")
    assert len(set(names)) == len(names)


@pytest.mark.slow  # opens the lexicons of many profiles
def test_profiles_alone_are_measured_without_the_defaults(tmp_path):
    samples = make_samples()
    study = Study(samples.rows[:8], tmp_path, print)
    found = measure_transfer(
        study,
        Samples(samples.rows[:8], samples.texts),
        ["autoblog"],
        News("news", SENTENCES, ARTICLES),
        Size(100, 2),
        defaults=False,
    )
    outcomes = found.outcomes("autoblog")
    assert outcomes.paired.shape == (2, 8)
    assert outcomes.flagged.shape == outcomes.like.shape == (2, len(samples.texts), 2)
    assert outcomes.paired.mean() > 0.9
    assert outcomes.ranks.mean() > 0.9
    assert found.outcomes("default") is None
    pairs = {row[0]: row for row in tell_pairs(found, "100 sentences").rows}
    texts = {row[0]: row for row in tell_texts(found, "100 sentences").rows}
    assert "autoblog" in pairs
    assert "autoblog" in texts
    widths = {len(row) for question in (tell_pairs(found, ""), tell_texts(found, "")) for row in question.rows}
    assert widths == {len(tell_pairs(found, "").columns), len(tell_texts(found, "").columns)}


@pytest.mark.slow  # opens the lexicons of many profiles
def test_a_family_left_out_is_scored_by_its_own_detector(tmp_path):
    samples = make_samples()
    found = measure_transfer(
        Study(samples.rows[:8], tmp_path, print), samples, ["light"], News("news", SENTENCES, ARTICLES), Size(100, 1)
    )
    left, default = found.left_out("default", strict=False), found.outcomes("default")
    own = found.outcomes("default without F3-withinside")
    mask = samples.pairs_of("F3-withinside")
    np.testing.assert_array_equal(left.wins[:, mask], own.wins[:, mask])
    np.testing.assert_array_equal(left.wins[:, ~mask], default.wins[:, ~mask])
    assert {"default", "mix of four", "mixture"} & found.saw >= {"default", "mix of four"}
    families, contrasts = tell_families(found), tell_contrasts(found)
    assert {row[0] for row in families.rows} == set(samples.families)
    assert all(len(row) == len(families.columns) for row in families.rows)
    assert {row[1] for row in contrasts.rows} == set(found.edited.articles)
    assert all(len(row) == len(contrasts.columns) for row in contrasts.rows)
