from pathlib import Path

import pyarrow as pa
import pytest
from corpus import make_config

from pipelines.config.files import own_folder
from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.promises import Promises, check_promises
from pipelines.spinners.profile import Profile, load_profile
from pipelines.spinners.promises import (
    fingerprint_promises,
    load_promises,
    promises_of,
    read_homographs,
    read_known_names,
)
from pipelines.spinners.spinner import load_spinner, text_keys
from schemas import PAIRS

PARAGRAPHS = Path(__file__).parents[2] / "docs" / "paragraphs.txt"
# Few words have another spelling.
FEWEST = {"british": 20}
PROFILES = sorted(path.stem for path in (own_folder("configs") / "profiles").glob("*.yaml"))


def profile_of(**values):
    return Profile(name="mine", imitates="A test.", rate=0.2, **values)


def test_promises_follow_the_profile():
    promised = promises_of(
        profile_of(
            numbers="words",
            homographs=False,
            protect={
                "names": "all", "quotations": True, "hyphenated": True, "headline": True,
                "glossary": ["prime minister"],
            },
        )
    )  # fmt: skip
    assert vars(promised) == {
        "names": True, "known_names": None, "homographs": None, "quotations": True, "numbers": True,
        "hyphenated": True, "headline": True, "glossary": ("prime minister",),
    }  # fmt: skip


def test_a_profile_that_protects_nothing_promises_nothing():
    promised = promises_of(profile_of(numbers="both", protect={"names": "none"}))
    assert promised == Promises(numbers=False, homographs=promised.homographs)


def test_known_names_are_those_of_the_gazetteer():
    promised = promises_of(profile_of(protect={"names": "known"}))
    assert promised.known_names.equals(read_known_names())
    assert {"africa", "abraham"} <= set(read_known_names().to_pylist())


def test_a_mixture_promises_nothing_that_it_draws():
    promised = promises_of(load_profile("mixture"))
    assert promised == Promises(numbers=False, homographs=promised.homographs)


def test_homographs_are_those_of_the_lexicon():
    assert {"may", "arms"} <= set(read_homographs("english").to_pylist())
    assert "council" not in read_homographs("english").to_pylist()


def test_fingerprint_promises_changes_with_a_promise_and_a_name():
    promised = {"mine": promises_of(profile_of())}
    other = {"mine": promises_of(profile_of(protect={"glossary": ["fed"]}))}
    assert fingerprint_promises(promised) == fingerprint_promises({"mine": promises_of(profile_of())})
    assert fingerprint_promises(promised) != fingerprint_promises(other)


def test_load_promises_names_profiles_as_their_rows_do(tmp_path):
    (tmp_path / "mine.yaml").write_text("imitates: A test.\nrate: 0.2\nprotect: {quotations: true}\n")
    config = make_config(tmp_path, spin_articles={"profiles": ["light", str(tmp_path / "mine.yaml")]})
    found = load_promises(config)
    assert sorted(found) == ["light", "mine"]
    assert found["mine"].quotations


def read_paragraphs():
    lines = PARAGRAPHS.read_text(encoding="utf-8").split("\n")
    texts = [line for line in lines if line and not line.startswith("#")]
    more = ["He told the BBC: “It rained in May, 1999,” and wrote to news@example.org about well-known roads in Paris."]
    return pa.array((texts + more) * 8, pa.string())


@pytest.mark.parametrize("name", [name for name in PROFILES if name != "synonym_aug"])
def test_every_profile_keeps_its_promises(name):
    """The checks are independent of the engine, and must not reject its correct swaps."""
    spinner, texts = load_spinner(name), read_paragraphs()
    keys = text_keys(texts, seed=1, variants=list(range(len(texts))))
    spun, _ = spinner.spin(texts, keys, rate=0.5)
    pairs = pa.table({"profile": pa.repeat(name, len(texts)), "clean": texts, "edits": spun.edits})
    edits = view_edits(pairs.cast(pa.schema([PAIRS.field(column) for column in pairs.column_names])))
    found = check_promises(pairs, edits, {name: promises_of(spinner.profile)}, 0 * spun.n_words)
    assert {rule: int((~holds).sum()) for rule, holds in found.items()} == dict.fromkeys(found, 0)
    assert spun.n_swaps.sum() > FEWEST.get(name, 100)


def test_homographs_of_a_lexicon_given_as_a_file(tmp_path):
    path = tmp_path / "mine.arrow"
    path.write_bytes((own_folder("configs") / "lexicons" / "english.arrow").read_bytes())
    assert read_homographs(str(path)).equals(read_homographs("english"))
