"""Advice on a check that does not hold: a sentence on what to do."""

import re

from pipelines.quality.suites.results import QUARANTINE, CheckResult

# Pattern of the name of a check on a figure -> what to do; the first that matches counts.
ON_FIGURES = (
    (
        r"drift_",
        "Compare with the release before. If it is intended, accept it as the baseline; else set back what changed.",
    ),
    (
        r"(unseen_)?rate_error",
        "Ask for a lower rate, or spin with a profile that has more candidates: articles ran out of words to swap.",
    ),
    (
        r"shortcut_",
        "Look at the surface features on the tab Plots; mix profiles or lower the rate until form alone tells little.",
    ),
    (
        r"(train|validation|test|test_unseen)_pairs",
        "Build from more articles, or give this split a larger share.",
    ),
    (
        r"leaked_|misplaced_|copies_|near_duplicates|unseen_swaps_seen|duplicate_pair_ids|lost_pairs",
        "Do not train on this release: its splits are not apart, or pairs are missing. Verify it, then build again.",
    ),
    (
        r"copy_share",
        "Remove the copies from the input, or set `group_duplicates.drop_exact`.",
    ),
    (
        r"quarantine_share",
        "Look at the reasons in quarantine, and correct the profile or the input that most rows share.",
    ),
    (r"reject_share|unread_share|unknown_date_share", "Look at the rejects with their reasons, and correct the input."),
    (r"shared_id_share", "Give the articles ids of their own, or remove the column of ids."),
    (r"top_|vocabulary_", "Mix more profiles, or spin with a larger lexicon: few swaps make up much of the corpus."),
    (r"probe_unseen_gap", "Mix more profiles: a model learns the list of replacements and not how spun text reads."),
    (r"probe_calibration", "Calibrate the detector on your own texts before you use its scores as probabilities."),
    (r"probe_real", "Build with profiles closer to your samples: `spindle tune` finds their weights."),
    (r"probe_", "Build from more articles or with a higher rate, and probe again; a few thousand words teach little."),
)
OTHER_FIGURE = "Open the check for its history and compare with the release before."
OF_ARTICLES = "Look at the articles, and correct the input or the settings of ingest_articles."
OF_PAIRS = "Look at the pairs, which the release contains. Leave them out of training, or correct the profile."
IN_QUARANTINE = "Look at the pairs in quarantine, which no release contains. Correct the profile, or leave them there."


def advise(check: CheckResult) -> str:
    """Return what to do about a check that does not hold."""
    if check.effect == QUARANTINE:
        return IN_QUARANTINE
    if not check.is_on_figure:
        return OF_ARTICLES if check.suite == "articles" else OF_PAIRS
    return next((says for pattern, says in ON_FIGURES if re.match(pattern, check.check)), OTHER_FIGURE)
