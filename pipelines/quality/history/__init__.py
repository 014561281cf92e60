"""The history of each check over the releases of a dataset.

series     the values of a check over releases, from their results
anomalies  values that do not fit the releases before them: spikes, jumps, drifts, changes of spread
"""
