"""A cells.json of five cells, with a cell over each kind of limit."""

COLUMNS = {
    "profile": [0, 0, 0, 0, 1],
    "source": [0, 0, 1, 2, 0],
    "month": [0, 0, 2, 3, 1],
    "pairs": [200, 100, 190, 10, 250],
    "quarantined": [6, 2, 4, 0, 1],
    "accepted": [194, 98, 186, 10, 249],
    "n_words": [1940, 980, 1860, 100, 2490],
    "n_swapped_words": [388, 196, 372, 20, 249],
    "asked_rate": [48.5, 24.5, 46.5, 2.5, 24.9],
    "swap_rate": [38.8, 19.6, 37.2, 2, 24.9],
    "rate_error": [1.94, 0.98, 1.86, 0.1, 0],
    "word_edits": [30, 30, 30, 30, 0],
    "phrase_edits": [10, 10, 10, 10, 0],
    "number_edits": [0] * 5,
    "homograph_edits": [0] * 5,
    "entity_edits": [0] * 5,
    "broken names_kept": [0, 0, 0, 0, 1],
    "judged names_kept": [0, 0, 0, 0, 250],
}


def make_cells(word="plain"):
    """The content of the file; `word` is in each name that comes from the input or the configuration."""
    named = [
        ("quarantine_share", 0.01, "quarantined", "pairs", "critical"),
        ("rate_error", 0.02, "rate_error", "accepted", "warning"),
        ("names_kept", 0, "broken names_kept", "judged names_kept", "critical"),
    ]
    return {
        "profiles": ["autoblog", "light" if word == "plain" else word],
        "sources": ["gazette" if word == "plain" else word, None],
        "n_other_sources": 3,
        "months": ["2021-05", "2021-06", None],
        "n_other_months": 2,
        "checks": [
            {"check": check, "max": most, "of": of, "over": over, "severity": severity, "notes": f"About {word}."}
            for check, most, of, over, severity in named
        ],
        "cells": COLUMNS,
    }
