"""The release as ML Commons Croissant 1.1 JSON-LD: its files with their checksums, the columns of a pair with
statistics, its provenance (PROV-O) and its responsible-AI properties (RAI 1.0).

Search engines for datasets read it, and `mlcroissant` (checked: 1.1.1, no warnings) loads the release from it. That
brings eight packages for one test, so it is no requirement; the test runs where it is installed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipelines.config.stages import PublishRelease
from pipelines.release.contents import Contents, Tally
from pipelines.release.description.card import SYNTHETIC, TAGS, license_of
from pipelines.release.description.derivation import describe_derivation, describe_software
from pipelines.release.description.responsible import describe_responsibly
from pipelines.release.layout import folder_of
from schemas import EDIT, PAIRS, UNSEEN

# Terms of the Croissant vocabulary that have no prefix: those of the context in the specification of 1.1, and `path`,
# `repeated`, `replace` and `samplingRate` of 1.0, which mlcroissant still expects. `value` stays schema.org's: the
# specification maps it to cr:value, but mlcroissant 1.1.1 then reads annotations as fields without a value.
TERMS = (
    "annotation arrayShape citeAs column containedIn equivalentProperty excludes extract field fileProperty fileObject "
    "fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path readLines recordSet references "
    "regex repeated replace samplingRate sdVersion separator source subField transform unArchive"
)
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "wd": "http://www.wikidata.org/entity/",
    "ddi-stats": "http://rdf-vocabulary.ddialliance.org/cv/SummaryStatisticType/2.1.2/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    **{term: f"cr:{term}" for term in TERMS.split()},
}
CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
# The terms with which the specification of 1.1 marks statistics: cardinality, arithmetic mean, minimum and maximum.
COUNT, MEAN, LOWEST, HIGHEST = "wd:Q4049983", "ddi-stats:7975ed0", "sc:minValue", "sc:maxValue"
# The meaning of splits that the vocabulary defines.
SPLIT_URLS = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}
PARQUET = "application/x-parquet"
FILES = "parquet-files"
# Columns of enumerations, after their names.
COUNTED = {"pairs": "sc:Integer", "words": "sc:Integer", "edits": "sc:Integer", "swap_rate": "sc:Float"}
DESCRIPTIONS = {
    "pair_id": "Names the pair: a hash of what it is.",
    "article_id": "The clean article's id.",
    "group_id": "Near-duplicates share it; a group is in one split only.",
    "variant": "Number of the variant among those of its article.",
    "profile": "The spinner that was imitated.",
    "clean": "The clean text: headline, blank line, body.",
    "spun": "The spun text. Synthetic.",
    "edits": "Every change, as spans in both texts: half-open, in Unicode code points, sorted and disjoint.",
    "n_words": "Words of the clean text.",
    "n_swaps": "Number of edits.",
    "swap_rate": "Swapped words / words, 0-1.",
    "asked_rate": "The swap rate that was asked for.",
    "source": "Where the article is from.",
    "url": "Its address.",
    "license": "Its licence.",
    "language": "Its language.",
    "published_at": "When it was published.",
}


def describe_release(
    settings: PublishRelease, manifest: Mapping[str, Any], contents: Contents, files: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the content of croissant.json.

    files  entries of the manifest for the data files: path, bytes, sha256
    """
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": manifest["dataset"],
        "alternateName": settings.title or manifest["dataset"],
        "description": " ".join(filter(None, [settings.description.strip(), SYNTHETIC])),
        "license": license_of(settings, contents),
        "creator": {"@type": "sc:Organization", "name": settings.creator},
        "url": "README.md",
        # Croissant asks for MAJOR.MINOR.PATCH; the release's own version, a time, fits as build metadata.
        "version": f"1.0.0+{manifest['version']}",
        "identifier": manifest["fingerprint"],
        "datePublished": manifest["created"],
        "citeAs": f"{settings.title or manifest['dataset']}, version {manifest['version']}, built with Spindle.",
        "keywords": TAGS,
        "isLiveDataset": False,
        "inLanguage": [language for language in contents.languages if language],
        **({"temporalCoverage": f"{contents.first}/{contents.last}"} if contents.first else {}),
        **describe_responsibly(manifest, contents),
        **describe_derivation(manifest, contents, settings.creator),
        "distribution": [*map(_file_object, files), _file_set()],
        "recordSet": [
            _splits(contents),
            _enumerate("profiles", "The profiles that wrote the spun texts.", contents.profiles),
            _pairs(manifest, contents),
        ],
    }


def _file_object(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": entry["path"],
        "name": entry["path"],
        "contentUrl": entry["path"],
        "contentSize": f"{entry['bytes']} B",
        "encodingFormat": PARQUET,
        "sha256": entry["sha256"],
    }


def _file_set() -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": FILES,
        "name": FILES,
        "description": "All data files, in a folder for each split.",
        "encodingFormat": PARQUET,
        "includes": "data/*/*.parquet",
    }


def _splits(contents: Contents) -> dict[str, Any]:
    fields: dict[str, str | list[str]] = {
        "folder": "sc:Text",
        "name": "sc:Text",
        "url": ["sc:Text", "cr:Split"],
        **COUNTED,
    }
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": f"The splits. A replacement in {UNSEEN} has a word that no replacement in another split has.",
        "dataType": "cr:Split",
        "key": {"@id": "splits/folder"},
        "field": [_inline_field("splits", *field) for field in fields.items()],
        "data": [
            {"splits/folder": folder_of(name), "splits/name": name, "splits/url": SPLIT_URLS.get(name, "cr:TestSplit")}
            | _counted("splits", tally)
            for name, tally in contents.splits.items()
        ],
    }


def _enumerate(name: str, description: str, tallies: Mapping[str, Tally]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{name}/name"},
        "field": [_inline_field(name, *field) for field in ({"name": "sc:Text"} | COUNTED).items()],
        "data": [{f"{name}/name": value} | _counted(name, tally) for value, tally in tallies.items()],
    }


def _inline_field(records: str, name: str, kind: str | list[str]) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": f"{records}/{name}", "name": name, "dataType": kind}


def _counted(records: str, tally: Tally) -> dict[str, Any]:
    """The columns COUNTED of a row of an enumeration."""
    values = (tally.rows, tally.words, tally.swaps, tally.swap_rate)
    return {f"{records}/{name}": value for name, value in zip(COUNTED, values, strict=True)}


def _pairs(manifest: Mapping[str, Any], contents: Contents) -> dict[str, Any]:
    split = {
        "@type": "cr:Field",
        "@id": "pairs/split",
        "name": "split",
        "description": f"The folder of the file in data/: the name of its split; `{folder_of(UNSEEN)}` for {UNSEEN}.",
        "dataType": "sc:Text",
        "references": {"field": {"@id": "splits/folder"}},
        "source": {
            "fileSet": {"@id": FILES},
            "extract": {"fileProperty": "fullpath"},
            # mlcroissant applies the expression twice, to the path and to the match.
            "transform": {"regex": "(?:data/)?([^/]+)(?:/.+parquet)?$"},
        },
    }
    return {
        "@type": "cr:RecordSet",
        "@id": "pairs",
        "name": "pairs",
        "description": "A clean article, one spun variant of it, and the edits between them.",
        "key": {"@id": "pairs/pair_id"},
        "annotation": [_annotate("pairs", "count", contents.total.rows, ["sc:Integer", COUNT])],
        "field": [split, *(_field(column) | _facts(column.name, manifest, contents) for column in PAIRS)],
    }


def _facts(column: str, manifest: Mapping[str, Any], contents: Contents) -> dict[str, Any]:
    """The statistics of a column, its reference to an enumeration, and its provenance, if it has them."""
    name = f"pairs/{column}"
    if column in contents.ranges:
        low, mean, high = contents.ranges[column]
        kind = _kind_of(PAIRS.field(column))
        number = int if kind == "sc:Integer" else float
        return {
            "annotation": [
                _annotate(name, "mean", mean, ["sc:Float", MEAN]),
                _annotate(name, "min", number(low), [kind]) | {"equivalentProperty": LOWEST},
                _annotate(name, "max", number(high), [kind]) | {"equivalentProperty": HIGHEST},
            ]
        }
    if column == "published_at" and contents.first:
        kinds = ["sc:DateTime"]
        return {
            "annotation": [
                _annotate(name, "min", contents.first, kinds) | {"equivalentProperty": LOWEST},
                _annotate(name, "max", contents.last, kinds) | {"equivalentProperty": HIGHEST},
            ]
        }
    if column == "profile":
        return {"references": {"field": {"@id": "profiles/name"}}}
    if column in ("spun", "edits"):
        return {"prov:wasAttributedTo": describe_software(manifest)}
    return {}


def _annotate(about: str, name: str, value: Any, kinds: Sequence[str]) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": f"{about}/{name}", "name": name, "value": value, "dataType": list(kinds)}


def _field(column: pa.Field) -> dict[str, Any]:
    described = _plain_field(f"pairs/{column.name}", column) | {"description": DESCRIPTIONS[column.name]}
    if not pa.types.is_list(column.type):
        return described | {"source": {"fileSet": {"@id": FILES}, "extract": {"column": column.name}}}
    children = [
        _plain_field(f"pairs/{column.name}/{child.name}", child)
        | {
            "source": {
                "fileSet": {"@id": FILES},
                "extract": {"column": column.name},
                "transform": {"jsonPath": child.name},
            }
        }
        for child in EDIT
    ]
    del described["dataType"]
    return described | {"isArray": True, "arrayShape": "-1", "subField": children}


def _plain_field(name: str, column: pa.Field) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": name, "name": name.rpartition("/")[2], "dataType": _kind_of(column)}


def _kind_of(column: pa.Field) -> str:
    if pa.types.is_integer(column.type):
        return "sc:Integer"
    if pa.types.is_floating(column.type):
        return "sc:Float"
    return "sc:DateTime" if pa.types.is_timestamp(column.type) else "sc:Text"
