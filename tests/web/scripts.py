"""The scripts of a page: the one that follows Airflow's theme, and those that a text has brought in."""

import re
from pathlib import Path

THEME = Path(__file__).parents[2] / "pipelines" / "web" / "theme.js"


def foreign_scripts(text):
    """Return the beginnings of scripts in a page, in any case, without our own script."""
    own = f"<script>{THEME.read_text(encoding='utf-8')}</script>"
    assert text.count(own) <= 1
    return re.findall(r"<script[^>]*>?.{0,40}", text.replace(own, ""), re.IGNORECASE)
