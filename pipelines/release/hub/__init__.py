"""A release uploaded to the Hugging Face Hub.

repository  a dataset repository: its state, its files compared
push        one commit, compared there, then tagged
"""
