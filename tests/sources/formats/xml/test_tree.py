import gzip

import pytest

from pipelines.errors import InputError
from pipelines.sources.formats.xml.tree import parse_xml
from pipelines.sources.raw.files import InputFile, reading

ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "rain" * 10}">' for n in range(10))
BOMB = f"<!DOCTYPE a [{ENTITIES}]><rss><channel><item><title>&e9;</title></item></channel></rss>"


def parse(tmp_path, content, name="a.xml"):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with reading(name, "xml"):
        return parse_xml(InputFile(str(tmp_path / name), name, "xml", "gzip" if name.endswith(".gz") else ""))


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><title>&x;</title></rss>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd"> %x;]><rss/>',
    ],
)
def test_entities_of_a_document_are_refused(tmp_path, content):
    with pytest.raises(InputError, match=r"a\.xml to be xml and readable, but Entit"):
        parse(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "Rain fell.",
        "<rss>",
        "<rss></feed>",
        "<rss>\x00</rss>",
        '<?xml version="1.0" encoding="rain"?><rss/>',
        "<rss>a & b</rss>",
    ],
)
def test_what_is_no_xml_is_refused(tmp_path, content):
    with pytest.raises(InputError, match=r"a\.xml to be well-formed XML, but "):
        parse(tmp_path, content)


def test_named_characters_of_html_are_read(tmp_path):
    root = parse(tmp_path, "<rss>caf&eacute;&nbsp;&amp; &rain;</rss>".replace("&rain;", ""))
    assert root.text == "café\xa0& "
    with pytest.raises(InputError, match="undefined entity"):
        parse(tmp_path, "<rss>&nbsp;&rain;</rss>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encoding_of_a_document_is_its_own(tmp_path, encoding):
    content = f'<?xml version="1.0" encoding="{encoding}"?><rss>café</rss>'.encode(encoding)
    assert parse(tmp_path, gzip.compress(content, mtime=0), "a.xml.gz").text == "café"


@pytest.mark.parametrize("blanks", ["\n", "\r\n \t\n"])
def test_blank_lines_in_front_of_the_declaration_are_passed_over(tmp_path, blanks):
    root = parse(tmp_path, f'{blanks}<?xml version="1.0" encoding="UTF-8"?><rss><title>Rain</title></rss>\n')
    assert root.findtext("title") == "Rain"


def test_a_document_type_without_entities_is_read(tmp_path):
    assert parse(tmp_path, '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:1/nitf.dtd"><nitf>Rain</nitf>').text == "Rain"


def test_size_and_number_of_tags_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.sources.formats.xml.tree.MAX_TAGS", 10)
    with pytest.raises(InputError, match=r"at most 10 tags in a\.xml"):
        parse(tmp_path, f"<rss>{'<a/>' * 10}</rss>")
    monkeypatch.setattr("pipelines.sources.raw.files.MAX_ROW_BYTES", 1 << 20)
    with pytest.raises(InputError, match=r"a\.xml\.gz to hold at most 1 MB"):
        parse(tmp_path, gzip.compress(b"<rss>" + b" " * (1 << 20), mtime=0), "a.xml.gz")
