"""The stages, one file and one public function each, in the order they run.

ingest_articles   raw rows to clean articles
group_duplicates  copies into one group, each group into one split
spin_articles     the variants
validate_pairs    every edit replayed, every row checked
audit_corpus      the corpus judged as a whole
probe_corpus      models trained on a sample of it, and their figures judged; the final results and the report
publish_release   the release made visible
"""
