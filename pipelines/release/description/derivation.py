"""The derivation of a release in PROV-O: what it was made from, by which activity and by which agent."""

from collections.abc import Mapping
from typing import Any

from pipelines.redact import redact
from pipelines.release.carried import FILE, LINEAGE
from pipelines.release.contents import Contents
from pipelines.release.description.responsible import MOST_SOURCES

Node = dict[str, Any]


def describe_derivation(manifest: Mapping[str, Any], contents: Contents, creator: str) -> Node:
    """Return the properties of the dataset in croissant.json that begin with `prov:`."""
    return {
        "prov:wasDerivedFrom": [*_inputs(manifest), *_sources(contents), *_earlier(manifest)],
        "prov:wasGeneratedBy": {
            "@type": "prov:Activity",
            "prov:label": "spindle build",
            "prov:endedAtTime": manifest["created"],
            "prov:used": [
                {"@type": "prov:Entity", "prov:label": f"lexicon {name}", "sc:identifier": fingerprint}
                for name, fingerprint in manifest["lexicons"].items()
            ],
            "prov:wasAssociatedWith": describe_software(manifest),
        },
        "prov:wasAttributedTo": {"@type": "prov:Agent", "prov:label": creator},
    }


def describe_software(manifest: Mapping[str, Any]) -> Node:
    """Return Spindle as an agent, with its version and the hash of its code."""
    version = manifest["packages"].get("spindle", "")
    return {
        "@type": "prov:SoftwareAgent",
        "prov:label": f"Spindle {version}".strip(),
        "sc:identifier": manifest["code"],
    }


def _inputs(manifest: Mapping[str, Any]) -> list[Node]:
    name = str(redact(manifest["config"]["input"]))
    return [{"@type": "prov:Entity", "prov:label": "input of the run", "sc:name": name}]


def _sources(contents: Contents) -> list[Node]:
    """The most frequent sources; rows without a source are left out."""
    named = [(name, rows) for name, rows in contents.sources.items() if name][:MOST_SOURCES]
    return [
        {
            "@type": "prov:Entity",
            "prov:label": "source of articles",
            "sc:name": redact(name),
            "sc:size": f"{rows} pairs",
        }
        for name, rows in named
    ]


def _earlier(manifest: Mapping[str, Any]) -> list[Node]:
    """The earlier release whose groups and splits were carried over, named by the hash of its file of groups."""
    carried = manifest.get(LINEAGE, {}).get("carried")
    if not carried:
        return []
    label = f"earlier release of {manifest['dataset']} whose groups and splits were carried over"
    return [
        {
            "@type": "prov:Entity",
            "prov:label": label,
            "sc:name": f"the release whose {FILE} has this SHA-256",
            "sc:sha256": carried,
        }
    ]
