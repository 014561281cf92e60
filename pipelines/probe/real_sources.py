"""Files of real samples as a configuration names them: found, told apart by short names, and with their checksums."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.errors import InputError
from pipelines.storage.files import sha256_file
from pipelines.storage.places import Place, open_place

# Characters of an address that a message quotes.
LONGEST = 200


@dataclass(frozen=True)
class RealSource:
    """A file of real samples, and the SHA-256 of its content."""

    place: Place
    sha256: str


def find_real(addresses: Sequence[str]) -> dict[str, RealSource]:
    """Return short name -> file for the paths or addresses of files; raise InputError if one is no file."""
    places = list({str(place): place for place in map(open_place, addresses)}.values())
    return dict(zip(shortest_names(list(map(str, places))), map(_read_source, places), strict=True))


def shortest_names(paths: Sequence[str]) -> list[str]:
    """Return the last steps of each path: as few as tell it from the others.

    >>> shortest_names(["/a/b.jsonl", "/a/c.jsonl"]), shortest_names(["/a/b.jsonl", "/c/b.jsonl"])
    (['b.jsonl', 'c.jsonl'], ['a/b.jsonl', 'c/b.jsonl'])
    """
    steps = [path.split("/") for path in paths]
    names = [each[-1] for each in steps]
    for n in range(2, max(map(len, steps), default=0) + 1):
        names = [
            "/".join(each[-n:]) if names.count(name) > 1 else name for each, name in zip(steps, names, strict=True)
        ]
    return names


def _read_source(place: Place) -> RealSource:
    if not place.is_file():
        raise InputError(
            f"expected each of probe_corpus.real to be a file of real samples, found no file at "
            f"{str(place)[:LONGEST]!r}: correct its path, or take it off the list"
        )
    return RealSource(place, sha256_file(place))
