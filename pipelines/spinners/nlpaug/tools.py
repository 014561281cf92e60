"""nlpaug's augmenters made ready: checked when loaded, limited to one word at a time, known faults fixed.

An augmenter gets one word and returns a list, because its tokenizer and reverse_tokenizer are replaced. So each change
is known to the word, without nlpaug's own change logs, and this package chooses the words and their number.
"""

import hashlib
import importlib.metadata
import inspect
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nlpaug.augmenter.char as nac
import nlpaug.augmenter.word as naw

from pipelines.errors import ConfigError, hint_name
from pipelines.spinners.nlpaug.needs import TFIDF_FILES, check_needs
from pipelines.spinners.nlpaug.split import split_words
from pipelines.spinners.nlpaug.step import Augmenter

# The actions whose result can be traced to the original word.
ACTIONS = {
    "AntonymAug": ("substitute",),
    "ContextualWordEmbsAug": ("substitute", "insert"),
    "KeyboardAug": ("substitute",),
    "OcrAug": ("substitute",),
    "RandomCharAug": ("substitute", "insert", "swap", "delete"),
    "RandomWordAug": ("substitute", "swap", "delete"),
    "ReservedAug": ("substitute",),
    "SpellingAug": ("substitute",),
    "SplitAug": ("split",),
    "SynonymAug": ("substitute",),
    "TfIdfAug": ("substitute", "insert"),
    "WordEmbsAug": ("substitute", "insert"),
}
REFUSED = {"BackTranslationAug": "it writes a new text, in which no word can be traced to its original position"}
# Settings for the number of words to change, which the profile's rate decides, and for the tokenization.
OURS = (
    "aug_p",
    "aug_min",
    "aug_max",
    "aug_word_p",
    "aug_word_min",
    "aug_word_max",
    "tokenizer",
    "reverse_tokenizer",
    "generate_all_combinations",
)
# Shorter words would make nlpaug fail: it draws a position from an empty range.
MIN_LETTERS = {("RandomCharAug", "swap"): 2, ("SplitAug", "split"): 3}


class OneTag:
    """Replacement for nlpaug's tagger: words are tagged in their text, all at once, and returned one at a time."""

    def __init__(self, tag_all: Callable[[list[str]], list[tuple[str, str]]]) -> None:
        self.tag_all = tag_all
        self.tag = ""

    def __call__(self, words: list[str]) -> list[tuple[str, str]]:
        return [(word, self.tag) for word in words]


@dataclass(frozen=True)
class Tool:
    """One augmenter, ready.

    phrases      of ReservedAug, in lower case: it changes no others
    n_most       words of the longest phrase; without phrases 1
    tagger       of augmenters that use parts of speech, else None
    fingerprint  hash of everything that decides its output: settings, versions and files
    """

    name: str
    action: str
    augmenter: Any
    is_char: bool
    min_letters: int
    phrases: frozenset[str]
    n_most: int
    tagger: OneTag | None
    fingerprint: str


def load_flow(flow: Sequence[Augmenter]) -> list[Tool]:
    """Return the augmenters of a flow, each loaded once in a process; raises ConfigError for one that cannot work."""
    return [_load(part.augmenter, json.dumps(part.settings, sort_keys=True)) for part in flow]


def flow_fingerprints(flow: Sequence[Augmenter]) -> dict[str, str]:
    """Return the fingerprint of each augmenter, by name."""
    return {f"nlpaug.{tool.name}": tool.fingerprint for tool in load_flow(flow)}


@lru_cache(maxsize=64)
def _load(name: str, settings_json: str) -> Tool:
    settings: dict[str, Any] = json.loads(settings_json)
    kind = _check_name(name)
    action = _check_settings(name, kind, settings)
    check_needs(name, settings)
    if name == "ReservedAug":
        # It tells words from phrases with its tokenizer.
        settings = {**settings, "tokenizer": split_words}
    elif name == "WordEmbsAug":
        settings = {**settings, "force_reload": True}
    elif name == "ContextualWordEmbsAug":
        # Its own API for models needs transformers 4, which cannot be installed together with datasets 5.
        settings = {"use_custom_api": False, **settings, "force_reload": True}
    try:
        augmenter = kind(**settings)
        _mend(name, augmenter)
    except Exception as error:  # nlpaug raises all kinds of errors for bad settings
        raise ConfigError(f"{name}: nlpaug cannot work with the settings {settings_json}: {error}") from error
    is_char = issubclass(kind, nac.CharAugmenter)
    for setting in ("aug_word_p", "aug_word_min", "aug_word_max") if is_char else ("aug_p", "aug_min", "aug_max"):
        setattr(augmenter, setting, 1)
    augmenter.tokenizer = lambda data: data.split("\n")
    augmenter.reverse_tokenizer = list
    phrases = {phrase.lower() for group in settings.get("reserved_tokens", ()) for phrase in group}
    return Tool(
        name=name,
        action=action,
        augmenter=augmenter,
        is_char=is_char,
        min_letters=MIN_LETTERS.get((name, action), 1),
        phrases=frozenset(phrases),
        n_most=max((len(split_words(phrase)) for phrase in phrases), default=1),
        tagger=augmenter.model.pos_tag if name in {"SynonymAug", "AntonymAug"} else None,
        fingerprint=_fingerprint(settings_json, _files(name, settings)),
    )


def _check_name(name: str) -> Any:
    if name in REFUSED:
        raise ConfigError(f"{name} cannot be used in a profile: {REFUSED[name]}; these work: {', '.join(ACTIONS)}")
    if name not in ACTIONS:
        hint = hint_name(name, ACTIONS, "these work:")
        raise ConfigError(f"expected the name of a word or character augmenter of nlpaug, got {name!r}: {hint}")
    return getattr(naw, name, None) or getattr(nac, name)


def _check_settings(name: str, kind: Any, settings: dict[str, Any]) -> str:
    """Return the action that the settings ask for; raises ConfigError for settings that cannot work."""
    if ours := sorted(set(settings) & set(OURS)):
        raise ConfigError(
            f"{name}: expected no {ours[0]!r} in settings: remove it; the profile's rate decides how many words change"
        )
    parameters = inspect.signature(kind).parameters
    known = sorted(set(parameters) - set(OURS))
    if unknown := sorted(set(settings) - set(known)):
        raise ConfigError(f"{name} has no setting {unknown[0]!r}: {hint_name(unknown[0], known, 'it has')}")
    default = parameters["action"].default if "action" in parameters else ACTIONS[name][0]
    action: str = settings.get("action", default)
    if action not in ACTIONS[name]:
        raise ConfigError(
            f"{name}: expected an action whose words can be traced ({', '.join(ACTIONS[name])}), got {action!r}"
        )
    if name == "ReservedAug":
        _check_groups(settings.get("reserved_tokens"), case_sensitive=settings.get("case_sensitive", True))
    if not all(settings.get("target_words") or ["_"]):
        raise ConfigError(f"{name}: expected target_words that are not empty: to delete words, use action: delete")
    return action


def _check_groups(groups: Any, *, case_sensitive: bool) -> None:
    """Raise ConfigError for a group without a choice: nlpaug would fail in the middle of a run."""
    for group in groups if isinstance(groups, list) and groups else [groups]:
        if not isinstance(group, list) or not all(isinstance(word, str) and split_words(word) for word in group):
            raise ConfigError(f"ReservedAug: expected reserved_tokens to be lists of words or phrases, got {group!r}")
        if len({word if case_sensitive else word.lower() for word in group}) < 2:
            raise ConfigError(f"ReservedAug: expected at least two different words in each group, got {group!r}")


def _mend(name: str, augmenter: Any) -> None:
    """Remove whatever makes the result depend on more than the settings and the seed.

    nlpaug keeps one model of each kind for the whole process, whatever path the next augmenter names (`_load` turns
    the setting force_reload on where it exists), and puts misspellings into a set, whose order differs by process.
    """
    if name in {"SpellingAug", "TfIdfAug"}:
        augmenter.model = augmenter.get_model(force_reload=True)
    elif name in {"SynonymAug", "AntonymAug"}:
        if augmenter.aug_src == "ppdb":
            augmenter.model = augmenter.get_model("ppdb", augmenter.lang, augmenter.model_path, force_reload=True)
        augmenter.model.pos_tag = OneTag(augmenter.model.pos_tag)
    if name == "SpellingAug":
        spellings = augmenter.model.dict
        augmenter.model.dict = {word: sorted({other for other in spellings[word] if other}) for word in spellings}


def _files(name: str, settings: dict[str, Any]) -> list[Path]:
    """Return the files that the settings name."""
    paths = [Path(value) for value in settings.values() if isinstance(value, str)]
    if name == "TfIdfAug":
        return [Path(settings.get("model_path", ".")) / file for file in TFIDF_FILES]
    if name == "ContextualWordEmbsAug":
        return sorted(file for file in Path(settings["model_path"]).iterdir() if file.is_file())
    return [path for path in paths if path.is_file()]


def _fingerprint(settings_json: str, files: list[Path]) -> str:
    digest = hashlib.sha256(settings_json.encode())
    for package in ("nlpaug", "nltk", "gensim", "transformers", "torch"):
        digest.update(f"\0{package} {_version(package)}".encode())
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"
