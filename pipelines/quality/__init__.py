"""The checks: replay proves the edits of every pair."""
