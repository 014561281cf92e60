import base64
import hashlib
import re
from pathlib import PurePosixPath

import pytest
from starlette.requests import Request

from pipelines.web.pages import address


def request(root_path=""):
    return Request({"type": "http", "root_path": root_path, "path": "/", "headers": []})


@pytest.mark.parametrize(
    ("segments", "query", "expected"),
    [
        ([], {}, "/spindle/"),
        (["corpora", "a b", "x/y"], {}, "/spindle/corpora/a%20b/x%2Fy"),
        (["files", PurePosixPath("quality/a b.html")], {}, "/spindle/files/quality/a%20b.html"),
        (["pairs"], {"word": "a&b", "split": None, "row": 0}, "/spindle/pairs?word=a%26b&row=0"),
    ],
)
def test_addresses_are_quoted(segments, query, expected):
    assert address(request("/spindle"), *segments, **query) == expected


def test_the_style_sheet_and_the_script_of_a_page_are_the_only_ones_allowed(reader, root):
    answer = reader.get("/spindle/")
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in answer.headers["content-security-policy"]
    (script,) = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert answer.headers["content-security-policy"].endswith(f"script-src 'sha256-{digest}'")
    assert "style=" not in answer.text
