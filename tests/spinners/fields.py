"""Another value for every field of a profile, and the parameters that a spinner derives from it."""

import dataclasses

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from parameters import lexicon_of

from pipelines.engine.phrases import PhraseTable
from pipelines.spinners.headlines import headline_spans
from pipelines.spinners.mixture import Mixture
from pipelines.spinners.profile import Profile, Protect
from pipelines.spinners.spinner import article_keys, draw_rates, find_protected, mix_parameters
from pipelines.spinners.translate import rules_of, selection_of
from schemas import ORIGINS

# Other values than the default; several where one does not show all effects of the field.
OTHER = {
    "lexicon": ["welsh"],
    "learned": [("withinside",)],
    "origins": [{"moby": 0}, {"lemmas": 1}, {"connectives": 9}],
    "sharpness": [2],
    "frequency": [1],
    "min_zipf": [4],
    "top": [3],
    "numbers": ["words", "both"],
    "homographs": [False],
    "careful": [True],
    "rate": [0.4],
    "rate_spread": [0.1],
    "passes": [(0.5, 0.5)],
    "again": [0.3],
    "phrases": [0],
    "function_words": [20],
    "entities": [0.5],
    "min_letters": [5],
    "casing": ["lower", "title"],
    "sentence_spread": [3],
    "repair_articles": [True],
    "every": [4],
    "consistency": [1],
    "skipping": [0],
    "protect.names": ["none", "known"],
    "protect.quotations": [True],
    "protect.hyphenated": [True],
    "protect.headline": [True],
    "protect.entities": [True],
    "protect.glossary": [("White House", "heavy-rain", "council")],
    "mixture": [{}],
    "mixture.rate": [(0.4, 0.5)],
    "mixture.again": [(0.4, 0.5)],
    "mixture.consistency": [(1, 1)],
    "mixture.skipping": [(0, 0)],
    "mixture.phrases": [(0, 0)],
    "mixture.entities": [(0, 0)],
    "mixture.taste_spread": [(30, 30)],
    "mixture.names": [0, 1],
    "mixture.quotations": [0, 1],
    "mixture.digits": [0, 1],
    "mixture.homographs": [0, 1],
    "mixture.repair_articles": [0, 1],
    "mixture.every": [{0: 1, 7: 5}],
    "mixture.habits": [{"even": 1}, {"lexicon": 1, "withinside": 1}, {"function_words": 1}],
    "mixture.origins": [
        {"moby": {"steps": (16, 16), "unused": 0}},
        {"moby": {"steps": (0, 0), "unused": 1}, "near": {}},
    ],
    "mixture.sentence_spread": [(3, 3)],
    "mixture.frequency": [(-2, -2), (1, 2)],
    "mixture.casing": [{"lower": 1}, {"copy": 1, "title": 1}],
    "mixture.only": [{"moby": 1}],
}
# Fields with an effect of another kind; `test_translate` has a test of each.
OTHER_EFFECTS = {"name", "imitates", "engine", "flow"}
# Settings without which a field has no effect.
NEEDS = {
    "again": {"passes": (0.5, 0.5)},
    "entities": {"protect": {"names": "none"}},
    "mixture": {"passes": (0.5, 0.5), "numbers": "both", "mixture": {}},
}

HEADLINE = "Café council's new bridge 🌉"
NEWS = (
    f"{HEADLINE}\n\nOn 10 May the council of Norway, an old town, will vote on “a new bridge” in the White House. A "
    "big part of the well-known town wants three bridges and 5 roads, Mr Brown said: the council has a hard job, the "
    "town has a new council, and the new bridge will make the town a better town. The two men, three women, forty-two "
    "dogs, 6 cats and 9 cars that left at eight came back after 4 of ten days. Police asked ordinary people to stay."
)
TEXTS = pa.array([NEWS] * 60)
HEADLINES = pa.array([len(HEADLINE)] * len(TEXTS), pa.int32())
KEYS = article_keys(pa.chunked_array([[str(number) for number in range(len(TEXTS))]]), seed=5, variant=0)
# Units with candidates of every origin.
LEXICON = lexicon_of([(0.5, [(4, 1 << bit), (2, 1)]) for bit in range(len(ORIGINS))])


def fields_of(model):
    """Return the names of all fields of a profile; those of its sections with a dot."""
    sections = {"protect": Protect, "mixture": Mixture}
    inner = {f"{section}.{field}" for section, part in sections.items() for field in part.model_fields}
    return {*model.model_fields, *inner} - {"protect"}


def profiles_with(field, value, model=Profile):
    """Return a profile, and the same with another value in one field."""
    section, _, key = field.rpartition(".")
    plain = {"name": "x", "imitates": "x", "rate": 0.3, **NEEDS.get(section or field, {})}
    if field == "mixture":
        del plain["mixture"]
    changed = plain | ({section: plain.get(section, {}) | {key: value}} if section else {key: value})
    return model.model_validate(plain), model.model_validate(changed)


def parameters_of(profile):
    """Return all values that a spinner derives from a profile before it writes."""
    spans = find_protected(TEXTS, profile.protect, HEADLINES)
    return (
        plain(rules_of(profile)),
        plain(selection_of(profile)),
        draw_rates(KEYS, profile).tolist(),
        plain(mix_parameters(KEYS, profile, LEXICON)),
        spans and (spans.ends - spans.starts).tolist(),
    )


def counts(field, value, model=Profile):
    """Return True if another value in one field changes any parameter."""
    before, after = profiles_with(field, value, model)
    return parameters_of(before) != parameters_of(after)


def plain(value):
    """Return a value that can be compared."""
    if isinstance(value, PhraseTable):
        return value.words.to_pylist()
    if isinstance(value, np.ndarray):
        return value.tolist()
    return {key: plain(item) for key, item in vars(value).items()} if dataclasses.is_dataclass(value) else value


def make_all_text_entities(monkeypatch):
    """Replace spaCy: every text is one entity."""
    monkeypatch.setattr("pipelines.spinners.spinner.check_entities", lambda: None)
    monkeypatch.setattr("pipelines.spinners.spinner.entities_fingerprint", lambda: "spacy 1")
    monkeypatch.setattr(
        "pipelines.spinners.spinner.find_entities", lambda texts: headline_spans(texts, pc.utf8_length(texts))
    )
