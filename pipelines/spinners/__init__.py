"""Spinners: how each one writes, made ready to spin.

profile     how one spinner writes: a YAML file in configs/profiles/
mixture     a spinner drawn for each text, from ranges
spinner     a profile made ready to spin
headlines   the headline of a text, to be protected
entities    names that spaCy finds, to be protected
promises    the words that a profile leaves alone, as the checks on its rows take them
candidates  the candidates of a word or phrase, for people to look at

nlpaug/     the other engine: a flow of nlpaug augmenters
"""
