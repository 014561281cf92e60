import base64
import gzip
import http.server
import json
import logging
import threading

import pyarrow as pa
import pytest

from pipelines.config.ingest import IngestArticles
from pipelines.errors import ConfigError, InputAwayError, InputError
from pipelines.sources.read import name_inputs, read_input
from pipelines.sources.web import name_web_file
from pipelines.storage.roots import parse_roots

LINE = json.dumps({"text": "Rain fell."}) + "\n"
RSS = "<rss><channel><item><title>Rain</title><description>It fell.</description></item></channel></rss>"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen.append(self.path)
        path = self.path.partition("?")[0]
        status, headers, content = self.server.pages.get(path, (404, {}, b"not here"))
        if (
            path == "/secret.jsonl"
            and self.headers.get("Authorization") != "Basic " + base64.b64encode(b"me:hush-hush").decode()
        ):
            status, content = 401, b""
        self.send_response(status)
        length = headers.pop("Content-Length", len(content)) if path == "/cut.jsonl" else len(content)
        for name, value in {"Content-Length": str(length), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.pages, server.seen = {}, []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def read(uri, roots=None):
    return pa.concat_tables(read_input(uri, IngestArticles(), roots)).to_pylist()


def serve(server, path, content, status=200, **headers):
    content = content if isinstance(content, bytes) else content.encode()
    server.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, content)
    return server.url + path


def test_a_file_is_read_and_named_after_its_address(server):
    uri = serve(server, "/2021/news%20a.jsonl", LINE * 3)
    assert [row["place"] for row in read(uri)] == [f"news a.jsonl line {number}" for number in (1, 2, 3)]
    assert name_inputs(uri, IngestArticles()) == ["news a.jsonl"]


@pytest.mark.parametrize("headers", [{}, {"Content_Type": "application/gzip", "Content_Encoding": "gzip"}])
def test_a_compressed_file_is_unpacked_once(server, headers):
    assert len(read(serve(server, "/a.jsonl.gz", gzip.compress(LINE.encode(), mtime=0), **headers))) == 1


def test_a_compressed_answer_is_unpacked(server):
    assert len(read(serve(server, "/a.jsonl", gzip.compress(LINE.encode(), mtime=0), Content_Encoding="gzip"))) == 1


@pytest.mark.parametrize(
    ("path", "content", "headers", "place"),
    [
        ("/feed", RSS, {"Content_Type": "application/rss+xml; charset=utf-8"}, "feed.rss entry 1"),
        ("/", RSS, {"Content_Type": "text/xml"}, "127.0.0.1.xml entry 1"),
        ("/get", LINE, {"Content_Disposition": 'attachment; filename="../b.jsonl"'}, "b.jsonl line 1"),
        ("/get", LINE, {"Content_Type": "application/x-ndjson"}, "get.jsonl line 1"),
    ],
)
def test_the_server_tells_the_format_where_the_address_does_not(server, path, content, headers, place):
    pytest.importorskip("defusedxml")
    assert [row["place"] for row in read(serve(server, path, content, **headers) + "?page=2")] == [place]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "answered 404 .*check the address"),
        (403, "answered 403 .*check the login"),
        (429, "answered 429 .*try again later"),
        (503, "answered 503 .*try again later"),
    ],
)
def test_a_refusal_is_an_input_error_and_a_busy_server_is_away(server, status, said):
    with pytest.raises(
        InputError, match=rf"expected a file at 'http://127.*/a\.jsonl', but the server {said}"
    ) as caught:
        read(serve(server, "/a.jsonl", LINE, status))
    assert isinstance(caught.value, InputAwayError) == ("later" in said)
    assert caught.value.exit_code == 3


def test_a_server_that_is_not_there_is_away():
    with pytest.raises(InputAwayError, match=r"expected to read 'http://127\.0\.0\.1:1/a\.jsonl', but"):
        read("http://127.0.0.1:1/a.jsonl")


@pytest.mark.parametrize("uri", ["http://", "https:///a.jsonl", "http://[::1/a.jsonl"])
def test_an_address_that_is_none_is_an_input_error(uri):
    with pytest.raises(InputError, match="expected to read") as caught:
        read(uri)
    assert type(caught.value) is InputError


def test_a_download_that_is_cut_off_is_an_input_that_is_away(server):
    with pytest.raises(InputAwayError, match=r"cut\.jsonl', but .*check the address, the network"):
        read(serve(server, "/cut.jsonl", LINE, Content_Length=1000))


def test_another_format_is_named_with_its_address(server):
    with pytest.raises(InputError, match=r"at 'http://127\.0\.0\.1:\d+/a\.pdf'") as caught:
        read(serve(server, "/a.pdf", b"%PDF"))
    assert "spindle-" not in str(caught.value)


def test_redirects_are_followed_to_a_bound(server):
    serve(server, "/b.jsonl", LINE)
    assert [row["place"] for row in read(serve(server, "/latest", b"", 302, Location="/b.jsonl"))] == ["b.jsonl line 1"]
    with pytest.raises(InputError, match="at most 10 redirects"):
        read(serve(server, "/loop.jsonl", b"", 302, Location="/loop.jsonl"))
    with pytest.raises(InputError, match="expected to read"):
        read(serve(server, "/out.jsonl", b"", 302, Location="gopher://127.0.0.1/x"))


def test_a_run_is_confined_before_and_after_a_redirect(server):
    roots = parse_roots(f"{server.url}/news", "input_roots", remote=True)
    serve(server, "/secret/b.jsonl", LINE)
    serve(server, "/news/b.jsonl", LINE)
    assert len(read(serve(server, "/news/a.jsonl", b"", 302, Location="/news/b.jsonl"), roots)) == 1
    with pytest.raises(ConfigError, match="the input below"):
        read(f"{server.url}/secret/b.jsonl", roots)
    with pytest.raises(ConfigError, match="every redirect of the input below"):
        read(serve(server, "/news/c.jsonl", b"", 302, Location="/secret/b.jsonl"), roots)
    assert "/secret/b.jsonl" not in server.seen


def test_a_login_is_sent_and_never_shown(server, caplog):
    serve(server, "/secret.jsonl", LINE)
    with_login = server.url.replace("http://", "http://me:hush-hush@")
    with caplog.at_level(logging.DEBUG):
        assert len(read(f"{with_login}/secret.jsonl?token=quiet-quiet")) == 1
        with pytest.raises(InputError) as caught:
            read(f"{with_login}/missing.jsonl?token=quiet-quiet")
    assert "/secret.jsonl" in caplog.text, "the client logs each request"
    for shown in (str(caught.value), caplog.text):
        assert "hush" not in shown
        assert "quiet" not in shown


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("https://post.example/a/b.jsonl.gz?x=/c.csv#d", "b.jsonl.gz"),
        ("https://post.example/a/", "a"),
        ("https://me:secret@post.example", "post.example"),
        ("https://post.example/%2e%2e%2fb.csv", "b.csv"),
        ("https://post.example/.hidden.csv", "hidden.csv"),
    ],
)
def test_names_of_addresses(uri, name):
    assert name_web_file(uri) == name
