"""Checks for the data and packages that augmenters need: nlpaug would download them at run time, or crash.

A missing one raises a ConfigError that says how to install it; nothing is ever downloaded.
"""

import importlib
import importlib.util
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.errors import ConfigError

Settings = Mapping[str, Any]

TFIDF_FILES = ("tfidfaug_w2idf.txt", "tfidfaug_w2tfidf.txt")


def check_needs(name: str, settings: Settings) -> None:
    """Raise ConfigError if the augmenter `name` with these settings needs data or packages that are missing."""
    if name in {"SynonymAug", "AntonymAug"}:
        if settings.get("aug_src") == "ppdb":
            _need_file(name, settings, "model_path", "a file of PPDB, from http://paraphrase.org")
            _need_nltk(name, {"averaged_perceptron_tagger_eng": _tag})
        else:
            lang = settings.get("lang", "eng")
            others = {} if lang == "eng" else {"omw-1.4": lambda: _look_up(lang)}
            _need_nltk(name, {"wordnet": _look_up, **others, "averaged_perceptron_tagger_eng": _tag})
    elif name == "SpellingAug" and "dict_path" in settings:
        _need_file(name, settings, "dict_path", "a file with lines of a word and its misspellings")
    elif name == "KeyboardAug" and "model_path" in settings:
        _need_file(name, settings, "model_path", "a JSON file of a keyboard")
    elif name == "WordEmbsAug":
        _need_package(name, "gensim")
        _need_file(name, settings, "model_path", "a file of word vectors")
    elif name == "ContextualWordEmbsAug":
        _need_package(name, "torch")
        _need_package(name, "transformers")
        path = settings.get("model_path", "bert-base-uncased")
        if not (Path(str(path)) / "config.json").is_file():
            raise ConfigError(
                f"{name}: expected settings.model_path to be the folder of a masked language model, got {path!r}, and "
                "nothing is downloaded while a corpus is built: run `hf download bert-base-uncased --local-dir "
                "models/bert-base-uncased` once and set model_path: models/bert-base-uncased"
            )
    elif name == "TfIdfAug":
        folder = Path(str(settings.get("model_path", ".")))
        if missing := [file for file in TFIDF_FILES if not (folder / file).is_file()]:
            raise ConfigError(
                f"{name}: expected {' and '.join(missing)} in the folder settings.model_path, got {str(folder)!r}: "
                "train nlpaug.model.word_stats.TfIdf on your texts and save it there"
            )


def _need_package(name: str, package: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise ConfigError(f"{name} needs the package {package}, which is not installed: run `pip install {package}`")


def _need_file(name: str, settings: Settings, key: str, what: str) -> None:
    path = settings.get(key)
    if not isinstance(path, str) or not Path(path).is_file():
        raise ConfigError(f"{name}: expected settings.{key} to be the path of {what}, got {path!r}")


def _need_nltk(name: str, probes: Mapping[str, Any]) -> None:
    """Load all data as the augmenter would: they may be absent, renamed (nlpaug#349) or a bad zip (nlpaug#220)."""
    _need_package(name, "nltk")
    missing = []
    for data, probe in probes.items():
        try:
            probe()
        except (LookupError, OSError, ValueError, zipfile.BadZipFile):
            missing.append(data)
    if missing:
        raise ConfigError(
            f"{name} needs NLTK's data {' and '.join(missing)}, which are not installed or not readable: "
            f"run `python -m nltk.downloader {' '.join(missing)}`, or set NLTK_DATA to the folder that holds them"
        )


def _look_up(lang: str = "eng") -> None:
    importlib.import_module("nltk.corpus").wordnet.synsets("testing", lang=lang)


def _tag() -> None:
    importlib.import_module("nltk").pos_tag(["testing"])
