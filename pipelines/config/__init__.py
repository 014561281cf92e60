"""The configuration of a run, checked before any work is done.

run          RunConfig: all settings of a run, and functions to load it
ingest       the settings of ingest_articles
stages       the settings of the other stages
negatives    the settings of negatives: clean texts beside the pairs
section      the base of these settings
presets      the columns of well-known news datasets and tools
notify       the people to notify, and how
schedule     the schedule of a corpus that Airflow keeps up to date
form         the trigger form of the DAG, and the configuration that a filled form asks for
prune_form   the options of pruning, and its trigger form
form_texts   its texts that follow from configs/
files        the YAML files in configs/
yaml_loader  how YAML is read: a key given twice is an error
explain      validation errors as messages that a user can act on
describe     settings with their meaning: shown, or as a file to start from
"""
