"""`spindle candidates`: what a profile may put for a word or phrase, best first."""

import json
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
from rich.table import Table

from pipelines.cli import terminal
from pipelines.engine.lexicon import Lexicon
from pipelines.errors import ConfigError
from pipelines.lexicon.load import load_lexicon
from pipelines.profiles import Profile, load_profile

# A candidate and its share: how often it is chosen when the unit is swapped, 0-1.
Choices = list[tuple[str, float]]


def run(words: Sequence[str], *, profile: str, top: int | None, as_json: bool) -> None:
    chosen = load_profile(profile)
    if chosen.engine == "nlpaug":
        raise ConfigError(
            f"expected a profile of Spindle's own engine, got {chosen.name!r}, which is a flow of nlpaug augmenters: "
            "they list no candidates; see what it does with `spindle spin`"
        )
    lexicon = load_lexicon(chosen.lexicon)
    found = {word: candidates_of(word, chosen, lexicon)[:top] for word in words}
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    console = terminal.stdout()
    for word, choices in found.items():
        if choices:
            console.print(_table(word, choices))
        else:
            console.print(f"{word}: nothing, {profile} leaves it alone")


def candidates_of(word: str, profile: Profile, lexicon: Lexicon) -> Choices:
    """What the profile may put for a word or phrase, in any case and spacing; shares add up to 1.

    Empty for what the lexicon does not have and for what the profile leaves alone.
    """
    unit = " ".join(word.lower().split())
    entry = pc.index_in(pa.scalar(unit), value_set=lexicon.units).as_py()
    if entry is None or _is_left_alone(unit, profile):
        return []
    start = int(lexicon.offsets[entry])
    end = min(int(lexicon.offsets[entry + 1]), start + profile.top)
    weights = lexicon.cumulative[start + 1 : end + 1] - lexicon.cumulative[start:end]
    texts = lexicon.texts.take(pa.array(lexicon.candidate[start:end])).to_pylist()
    return [(text, round(float(weight / weights.sum()), 6)) for text, weight in zip(texts, weights, strict=True)]


def _is_left_alone(unit: str, profile: Profile) -> bool:
    is_phrase = " " in unit
    glossary = {" ".join(entry.lower().split()) for entry in profile.protect.glossary}
    return (
        (is_phrase and not profile.phrases)
        or (not is_phrase and len(unit) < profile.min_letters)
        or any(f" {entry} " in f" {unit} " for entry in glossary)
    )


def _table(word: str, choices: Choices) -> Table:
    table = Table("share", word, box=None, pad_edge=False, header_style="bold")
    for text, share in choices:
        table.add_row(f"{share:.1%}".rjust(6), text)
    return table
