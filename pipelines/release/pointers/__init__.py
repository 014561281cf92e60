"""The names that lead to releases: LATEST, versions before it, tags.

latest   LATEST moved forward, or back on request, and the README beside it
history  the versions that LATEST has named
tags     names that people give to releases
marks    releases that are being pruned: no name may be given to them
restore  a release made visible again that a name leads to by now
"""
