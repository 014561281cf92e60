"""The decisions of people on the findings of a dataset: kept beside it, append-only.

actions    one decision on a finding: acknowledged, muted, resolved, opened again, accepted as the baseline
file       triage.json of a dataset: read, and appended to by swaps
standing   the state of a finding, from the decisions on it
decide     a decision carried out and kept; an accepted drift moves the tag `baseline`
findings   the findings of results, each with its standing
"""
