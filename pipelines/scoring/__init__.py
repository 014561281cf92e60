"""Detectors trained on releases, and texts scored with them: one text, or a crawl.

models       the model of a file or of a release
train        a detector trained on a release
measure      the share of spun texts that a detector finds in a split
read         one text with its score, its sentences and the spans that look swapped
inputs       rows of Parquet and JSON lines, a batch at a time
json_fields  fields cut out of the text of a JSON object
job          the scores of a batch of rows
outputs      scored rows, written as they came
crawl        all rows of the input scored on all cores, in order
"""
