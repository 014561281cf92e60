"""Warnings in the Data Docs: Great Expectations knows holding and failed checks only, and marks all others as failed.

A check that warns, or that moves rows to quarantine, stops no release. Its text begins with one of WORDS, by which its
row is found in the finished page.
"""

import re

from pipelines.quality.suites.results import QUARANTINE, WARNING

# Effect of a check -> the beginning of its text.
WORDS = {WARNING: "Warning: ", QUARANTINE: "Rows in quarantine: "}
MARKS = {
    "failed": '<i class="fas fa-times text-danger"></i>',
    "warned": '<i class="fas fa-exclamation-triangle text-warning"></i>',
    "holds": '<i class="fas fa-check-circle text-success"></i>',
}
_BEGINS = "|".join(map(re.escape, WORDS.values()))
# The mark of a row, up to the beginning of its text; and the number of its unexpected values.
_MARK = re.compile(rf'fa-times text-danger("\s*></i>(?:(?!<i\s).)*?<span\s*>\s*(?:{_BEGINS}))', re.DOTALL)
_NUMBER = re.compile(rf'((?:{_BEGINS})[^<]*</span>\s*<strong class=")text-danger')
_STATUS = re.compile(r'<i class="fas fa-check-circle text-success"[^>]*></i>(\s*)Succeeded')


def mark_warnings(page: str, n_warnings: int) -> str:
    """Return a page of results on which warnings have a mark of their own; `n_warnings` of its checks warn."""
    page = _MARK.sub(r"fa-exclamation-triangle text-warning\1", page)
    page = _NUMBER.sub(r"\1text-warning", page)
    if n_warnings:
        warns = f"Succeeded, {n_warnings} {'check warns' if n_warnings == 1 else 'checks warn'}"
        page = _STATUS.sub(lambda found: f"{MARKS['warned']}{found[1]}{warns}", page)
    return page.replace("Failed Only", "Failures and Warnings")
