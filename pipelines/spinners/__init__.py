"""Spinners: profiles, mixtures, and everything that makes them ready to spin.

profile     the settings of one spinner: a YAML file in configs/profiles/
mixture     a spinner drawn for each text, from ranges
confine     the files that a profile is made of, confined to roots
translate   a profile as the engine's rules and the lexicon's selection
spinner     a profile made ready to spin
headlines   the headlines of texts, to be protected
entities    names that spaCy finds, to be protected
promises    the words that a profile leaves alone, as the checks on its rows take them
candidates  the candidates of a word or phrase, to be shown to people

nlpaug/     the other engine: a flow of nlpaug augmenters
"""
