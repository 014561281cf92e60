import pytest
from spinners.nlpaug.flows import step

from pipelines.errors import ConfigError
from pipelines.spinners.nlpaug import needs
from pipelines.spinners.nlpaug.tools import load_flow


@pytest.mark.parametrize("name", ["SynonymAug", "AntonymAug"])
def test_missing_data_are_named_before_anything_is_downloaded(name, monkeypatch):  # nlpaug#349, #220
    monkeypatch.setattr(needs, "_look_up", lambda *_: (_ for _ in ()).throw(LookupError("Resource not found")))
    monkeypatch.setattr(needs, "_tag", lambda: (_ for _ in ()).throw(needs.zipfile.BadZipFile("not a zip file")))
    monkeypatch.setattr(needs, "_need_package", lambda *_: None)
    with pytest.raises(
        ConfigError, match=r"python -m nltk\.downloader wordnet averaged_perceptron_tagger_eng.*NLTK_DATA"
    ):
        load_flow([step(name, stopwords=[])])


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (step("SynonymAug", stopwords=["x"]), "`pip install nltk`"),
        (step("ContextualWordEmbsAug"), "`pip install torch`"),
        (step("WordEmbsAug", model_type="glove"), "`pip install gensim`"),
    ],
)
def test_missing_packages_are_named(part, words, monkeypatch):
    monkeypatch.setattr(needs.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=words):
        load_flow([part])


def test_a_language_model_is_not_downloaded(monkeypatch):
    monkeypatch.setattr(needs, "_need_package", lambda *_: None)
    with pytest.raises(ConfigError, match="hf download bert-base-uncased --local-dir"):
        load_flow([step("ContextualWordEmbsAug")])
