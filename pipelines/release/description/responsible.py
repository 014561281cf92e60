"""The responsible-AI properties of a release, in the Croissant RAI vocabulary 1.0.

Properties of the vocabulary that do not apply are left out: nothing is imputed, and no person labels anything, so there
are no annotation platform and no demographics of annotators.
"""

from collections.abc import Mapping
from typing import Any

from pipelines.redact import redact
from pipelines.release.contents import Contents
from pipelines.release.description.card import FOR, NOT_FOR, SYNTHETIC

# Number of sources that are named; a crawl may have thousands.
MOST_SOURCES = 20
MENDED = (
    "Articles are mended (encoding, markup, boilerplate, repeated headlines) and filtered by language and length. "
    "Near-duplicates form groups, and each group is in one split."
)
PERSONAL = (
    "News names people, places and organisations, and reports on their health, beliefs, politics and alleged crimes. "
    "Nothing is anonymised, and swaps may change what is reported of a person."
)
REPLACEMENTS = (
    "Replacements come from the lexicons of the profiles, whose senses are not balanced: frequent words are swapped "
    "more often, and for few candidates."
)


def describe_responsibly(manifest: Mapping[str, Any], contents: Contents) -> dict[str, Any]:
    """Return the properties of the dataset in croissant.json that begin with `rai:`."""
    return {
        "rai:dataCollection": (
            "Clean news articles, read from the existing files or datasets that the run was given, and variants of "
            "them written by Spindle's spinner profiles. No article was written or changed by hand."
        ),
        "rai:dataCollectionType": ["Secondary Data analysis", "Software Collection"],
        "rai:dataCollectionRawData": f"Pairs by the source of their article: {_count_sources(contents)}.",
        "rai:dataCollectionMissingData": _describe_missing(contents),
        "rai:dataPreprocessingProtocol": _describe_stages(manifest),
        "rai:dataManipulationProtocol": _describe_spinning(manifest, contents),
        "rai:dataAnnotationProtocol": (
            "The labels are the edits: the program that swaps the words records the span, the text and the kind of "
            "each swap while it writes. A pair is accepted only if undoing its edits gives the clean text exactly."
        ),
        "rai:machineAnnotationTools": [f"Spindle {manifest['packages'].get('spindle', '')}".strip()],
        "rai:annotationsPerItem": "0 labels by people; on average "
        f"{contents.total.swaps / max(1, contents.total.rows):.1f} edits a pair, recorded by the program.",
        "rai:dataBiases": _describe_biases(contents),
        "rai:dataLimitations": [
            f"{SYNTHETIC} Swaps change meaning, so what a spun text states may be false.",
            "The profiles imitate word-swapping software; no text is rewritten by people, translation or a model.",
            f"Not for: {NOT_FOR}",
            *([manifest["probe"]["says"]] if manifest.get("probe", {}).get("detection") else []),
        ],
        "rai:dataUseCases": FOR,
        "rai:personalSensitiveInformation": [PERSONAL],
        "rai:dataSocialImpact": (
            "Detectors trained on it can find plagiarised and search-engine spam news. The texts could be published as "
            "such spam; so every description of the dataset states that they are synthetic, and the edits that undo "
            "them are part of every row."
        ),
        # The vocabulary allows several; mlcroissant 1.1.1 warns of more than one.
        "rai:dataReleaseMaintenancePlan": (
            "A release never changes. A later version is a new folder beside it, and LATEST names the version to take. "
            "Articles keep their group and their split from release to release, unless group_duplicates.carry_splits "
            "is off."
        ),
    }


def _count_sources(contents: Contents) -> str:
    named = [f"{redact(name) or 'not stated'} {rows:,}" for name, rows in list(contents.sources.items())[:MOST_SOURCES]]
    more = len(contents.sources) - len(named)
    return ", ".join([*named, f"{more:,} more sources"] if more else named)


def _describe_missing(contents: Contents) -> str:
    rows = contents.total.rows
    missing = {"source": contents.sources.get("", 0), "license": contents.licenses.get("", 0)}
    counts = ", ".join(f"{number:,} of {rows:,} pairs have no {name}" for name, number in missing.items())
    dates = "some pairs may have no published_at" if contents.first else "no pair has a published_at"
    return f"source, url, license and published_at are null where the input has none: {counts}; {dates}."


def _describe_stages(manifest: Mapping[str, Any]) -> list[str]:
    """The preparation of the articles, and the rows that each stage kept and rejected."""
    steps = [MENDED]
    for stage, counts in manifest["counts"].items():
        reasons = ", ".join(f"{reason} {number:,}" for reason, number in counts["rejected"].items())
        steps.append(
            f"{stage}: {counts['kept']:,} kept, {sum(counts['rejected'].values()):,} rejected ({reasons or '-'})."
        )
    return steps


def _describe_spinning(manifest: Mapping[str, Any], contents: Contents) -> str:
    total = contents.total
    return (
        f"Profiles {', '.join(contents.profiles)} swapped words and phrases: {total.swap_rate:.1%} of "
        f"{total.words:,} words, {total.asked_rate:.1%} asked for. Seed {manifest['seed']}; manifest.json has the "
        "whole configuration, the profiles and the hashes of code and lexicons."
    )


def _describe_biases(contents: Contents) -> list[str]:
    source, rows = next(iter(contents.sources.items()), ("", 0))
    languages = ", ".join(language for language in contents.languages if language)
    return [
        (
            f"{rows / max(1, contents.total.rows):.1%} of the pairs are of the most frequent source "
            f"({redact(source) or 'not stated'}): subjects, style and region follow from the choice of articles."
        ),
        f"Languages: {languages}.",
        REPLACEMENTS,
    ]
