import re

from great_expectations.render.view import DefaultJinjaPageView
from jinja2 import Environment

from pipelines.quality.suites.docs_view import IndexView, PageView


def test_a_template_is_compiled_once_in_a_process(monkeypatch):
    PageView().env.get_template("page.j2")
    compiled = []
    monkeypatch.setattr(Environment, "compile", lambda *source: compiled.append(source))
    PageView().env.get_template("page.j2")
    IndexView().env.get_template("page.j2")
    assert compiled == []


def test_a_page_is_that_of_great_expectations():
    document = {"renderer_type": "SiteIndex", "sections": [], "page_title": "a", "data_context_id": None}
    pages = [view().env.get_template("page.j2").render(document) for view in (PageView, DefaultJinjaPageView)]
    ours, theirs = (re.sub(r"\d{8}T[\d.]+Z", "now", page) for page in pages)
    assert ours == theirs
    assert "<title>" in ours
