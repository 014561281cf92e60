import re

import pytest
from jinja2 import UndefinedError
from report.results import make_record

from pipelines.report.environment import environment
from schemas.pairs import KINDS


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
    assert "color-scheme: light dark" in page


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


TEXTS = [
    *(("ink", paper, 7) for paper in ("paper", "card", "good-bg", "warn-bg", "bad-bg", "faint")),
    *(("soft", paper, 4.5) for paper in ("paper", "card", "warn-bg", "bad-bg", "faint")),
    *(("accent", paper, 4.5) for paper in ("paper", "card")),
    *((name, f"{name}-bg", 4.5) for name in ("good", "warn", "bad")),
    *(("ink", f"{kind}-bg", 7) for kind in (*KINDS, "other")),
    *((kind, "paper", 3) for kind in (*KINDS, "other", "bar", "bad")),  # of what is not text
    ("ink", "bar", 3),
    ("on-solid", "solid", 4.5),
]


def colours(theme):
    """Name -> RGB (0-1) of a theme of the style sheet."""
    values = re.findall(r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\);", environment().globals["style"])
    return {
        name: [int((dark if theme == "dark" else light)[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        for name, light, dark in values
    }


def luminance(rgb):
    return sum(
        weight * (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4)
        for weight, x in zip((0.2126, 0.7152, 0.0722), rgb, strict=True)
    )


def contrast(one, other):
    """As WCAG 2 has it, 1 to 21."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_have_contrast_enough(theme):
    rgb = colours(theme)
    assert {(a, b): round(c, 2) for a, b, least in TEXTS if (c := contrast(rgb[a], rgb[b])) < least} == {}


def test_contrast_is_that_of_the_standard():
    assert contrast([1, 1, 1], [0, 0, 0]) == pytest.approx(21)
    assert contrast([119 / 255] * 3, [1, 1, 1]) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    ("observed", "shown"), [(0.0312, "0.0312"), (1234, "1,234"), (None, "not measured"), ("<i>", "&lt;i&gt;")]
)
def test_a_figure_is_shown_whatever_it_is(observed, shown):
    template = environment().from_string('{% from "_checks.html" import checks %}{{ checks([c]) }}')
    assert f'<td class="n">{shown}</td>' in template.render(c=make_record("a", observed=observed))
