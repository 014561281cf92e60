"""The description of a release for people and machines.

card            the dataset card, README.md
configurations  the configurations in its YAML
negatives       its section and configuration of negatives
trained_models  its section on the models that were trained on a sample
croissant       the Croissant description, croissant.json
derivation      its provenance: inputs, sources, earlier release, activity, agents (PROV-O)
responsible     its responsible-AI properties (RAI 1.0)
"""
