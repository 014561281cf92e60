"""The release as ML Commons Croissant 1.0 JSON-LD: its files with their checksums, and the columns of a pair.

Search engines for datasets read it, and `mlcroissant` (checked: 1.1.1) loads the release from it. It brings eight
packages for one test, so it is no requirement; the test runs where it is installed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipelines.config.stages import PublishRelease
from pipelines.release.card import FOR, NOT_FOR, SYNTHETIC, TAGS, license_of
from pipelines.release.contents import Contents
from pipelines.release.layout import folder_of
from schemas import EDIT, PAIRS, UNSEEN

# The context that the Croissant 1.0 specification prescribes, word for word.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
CONFORMS_TO = ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"]
PARQUET = "application/x-parquet"
FILES = "parquet-files"
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
        "rai:dataUseCases": FOR,
        "rai:dataLimitations": NOT_FOR,
        "rai:dataCollection": "Clean news articles, and variants of them written by Spindle's spinner profiles.",
        "distribution": [*map(_file_object, files), _file_set()],
        "recordSet": [_splits(list(manifest["splits"])), _pairs()],
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


def _splits(names: list[str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "dataType": "cr:Split",
        "key": {"@id": "splits/folder"},
        "field": [
            {"@type": "cr:Field", "@id": f"splits/{name}", "name": name, "dataType": "sc:Text"}
            for name in ("folder", "name")
        ],
        "data": [{"splits/folder": folder_of(name), "splits/name": name} for name in names],
    }


def _pairs() -> dict[str, Any]:
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
        "field": [split, *map(_field, PAIRS)],
    }


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
    return described | {"repeated": True, "subField": children}


def _plain_field(name: str, column: pa.Field) -> dict[str, Any]:
    if pa.types.is_integer(column.type):
        kind = "sc:Integer"
    elif pa.types.is_floating(column.type):
        kind = "sc:Float"
    else:
        kind = "sc:DateTime" if pa.types.is_timestamp(column.type) else "sc:Text"
    return {"@type": "cr:Field", "@id": name, "name": name.rpartition("/")[2], "dataType": kind}
