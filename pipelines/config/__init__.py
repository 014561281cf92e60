"""What a run is asked to do, checked before any work is done.

run      RunConfig: all settings of a run, and how it is loaded
stages   the settings of each stage, with their defaults and meaning
notify   the people to notify, and how
form     the trigger form of the DAG, and the configuration that a filled form asks for
files    the YAML files in configs/
explain  mistakes in a configuration, put so that a user can correct them
"""
