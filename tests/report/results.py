"""A results.json for tests of the report: small, and with every key that the stages on quality may write."""

from probed import make_figures, make_real

from pipelines.quality.corpus.probe_figures import summarise_probe
from pipelines.quality.suites.results import CheckResult

EVIL = "</style><script>alert('x')</script>"


def make_check(name, *, suite="corpus", effect="none", observed=0, **changes):
    check = {
        "suite": suite,
        "check": name,
        "severity": "critical",
        "success": effect == "none",
        "effect": effect,
        "observed": observed,
        "threshold": "at most 0.02",
        "settings": [f"audit_corpus.max_{name}"],
        "rows": 12,
        "unexpected": observed,
        "examples": [],
        "detail": "",
        "notes": f"What {name} is about.",
        "expectation": {"type": "between", "kwargs": {"max_value": 0.02}},
        "message": f"{name} is {observed}",
    }
    return check | changes


def make_record(name, **changes):
    """The same as a record."""
    return CheckResult.from_json(make_check(name, **changes))


def make_results(word="plain", **changes):
    """`word` stands wherever a text of the input, of a profile or of a lexicon may get to."""
    distances = [
        {
            "name": name,
            "distance": distance,
            "threshold": 0.1,
            "unit": "Jensen-Shannon distance",
            "now": now,
            "before": before,
        }
        for name, distance, now, before in [
            ("swap_rate", 0.15, {"0.1": 3, "0.2": 9}, {"0.2": 4}),
            ("kinds", 0.02, {"word": 9, word: 3}, {"word": 3, "phrase": 1}),
            ("top_swaps", 0.02, {f"in → {word}": 9}, {"in → into": 4}),
        ]
    ]
    results = {
        "dataset": f"tiny {word}",
        "verdict": "passed with warnings",
        "corpus_key": "0" * 32,
        "counts": {
            "articles": 12,
            "pairs": 24,
            "n_words": 2400,
            "n_swapped_words": 600,
            "n_edits": 500,
            "rejected": {word: 3},
            "quarantined": 1,
            "splits": {"test": 4, "train": 20},
        },
        "attention": ["rate_error is 0.03"],
        "checks": [
            make_check("leaked_groups"),
            make_check("rate_error", effect="warning", observed=0.03, detail=f"light {word}", notes=f"Mind {word}."),
            make_check("shortcut_auroc", observed=0.55, expectation={"kwargs": {"max_value": 0.6}}),
            make_check(
                "length_ratio", suite="pairs", effect="quarantine", observed=1, examples=[{"id": word, "value": word}]
            ),
            make_check("language", suite="articles", message=f"language {word}"),
        ],
        "statistics": {
            "edits": {
                "kinds": {"word": 400, "phrase": 100},
                "origins": {"moby": 300, word: 200},
                "passes": {"1": 450, "2": 50},
                "top_swaps": [{"swap": f"in → {word}", "count": 40}],
                "n_edits": 500,
                "n_other_swaps": 460,
            },
            "histograms": {"n_words": {"64": 20, "256": 4}, "swap_rate": {"0.24": 24}, "length_ratio": {"1": 24}},
            "profiles": {"light": {"pairs": 24, "asked_rate": 6.0, "swap_rate": 5.4, "rate_error": 0.6}},
            "splits": {"train": {"pairs": 20}, "test": {"pairs": 4}},
            "quarantined": {"pairs": 1, "reasons": {word: 1}, "first_reasons": {word: 1}},
        },
        "drift": {"against": f"20261110T090000Z-{word}", "distances": distances},
        "shortcuts": {
            "auroc": 0.55,
            "n_texts": 48,
            "features": [{"name": word, "auroc": 0.47, "clean": 1.0, "spun": 2.0}],
        },
        "rates": {word: {"asked": 0.25, "achieved": 0.225, "pairs": 24}},
        "stages": [
            {"stage": "spin_articles", "parts": 2, "seconds": 3.5, "rows": 24, "words_per_second": 686.0},
            {"stage": "audit_corpus", "parts": 1, "seconds": 0.5, "rows": 0, "words_per_second": None},
        ],
        "rejected": {"ingest_articles": {word: 2}, "spin_articles": {"no_swaps": 1}},
        "quarantined": {word: 1},
        "probe": make_probe_entry(make_figures(real=[make_real(word, family=word)])),
    }
    return results | changes


def make_probe_entry(figures):
    """The entry `probe` of a results.json."""
    return summarise_probe(figures) | {"figures": figures}
