"""Spindle: builds paired training corpora of clean and spun news.

redact       secrets taken out of addresses, before anything prints or stores them
errors       the errors that a user can act on, and the exit code of each
workers      worker processes that end with their parent
fingerprint  hash of the code that decides a stage's result
parts        finished work, named by the content it was made from
run          the stages in order, on all cores

storage/     all file access: atomic writes, tables, JSON
config/      what a run is asked to do, checked before any work is done
strings/     strings of Arrow as bytes and as integers
sources/     the input, read once and cut into parts
text/        repair, boilerplate, language, dates and ids of an article
duplicates/  near-copies among articles
grouping/    sketches of parts, and jobs that link near-copies
engine/      the swaps, as arrays
lexicon/     the candidates for each word and phrase
spinners/    profiles, mixtures, and spinners made ready
learn/       a profile from samples of a spinner
quality/     the checks: on rows, on the corpus, and the suites that judge both
release/     a release found, published, described and verified
training/    a release made ready to train on
probe/       a release judged by the models that it trains
detector/    a detector of spun text
scoring/     detectors trained on releases, and texts scored with them
tuning/      a configuration tuned to a user's samples
stages/      one file and one public function a stage
report/      quality as a page
browse/      pairs, quarantine and rejects a page at a time
workflow/    the tasks of the DAGs
web/         pages in Airflow's UI
cli/         the `spindle` command
"""
