import pytest
from jinja2 import UndefinedError

from pipelines.report.environment import environment


def test_everything_is_escaped():
    assert environment().from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"


def test_an_unknown_name_is_an_error():
    with pytest.raises(UndefinedError):
        environment().from_string("{{ unknown }}").render()


def test_filters():
    source = "{{ 1234|number }} {{ 0.1234|percent }} {{ 3.21|seconds }} {{ t|when }} {{ 0.5|figure('%') }}"
    said = environment().from_string(source).render(t="2026-11-24T14:00:30+00:00")
    assert said == "1,234 12.3% 3.2 s 2026-11-24 14:00 UTC 50.0%"


def test_own_folders_come_first_and_build_on_the_report_s(tmp_path):
    (tmp_path / "base.html").write_text('{% extends "page.html" %}{% block main %}mine{% endblock %}')
    page = environment(tmp_path).get_template("base.html").render()
    assert "mine" in page
    assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize(
    ("verdict", "css"),
    [("passed", "passed"), ("passed with warnings", "warned"), ("failed", "failed"), ("<i>", "unknown")],
)
def test_a_verdict_is_read_without_colour(verdict, css):
    template = environment().from_string('{% from "_verdict.html" import verdict %}{{ verdict(v) }}')
    badge = template.render(v=verdict)
    assert f'class="verdict {css}"' in badge
    assert "<i>" not in badge


def test_the_style_sheet_loads_nothing():
    style = environment().globals["style"]
    assert "url(" not in style
    assert "@import" not in style
    assert "<" not in style
