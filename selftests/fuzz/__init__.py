"""Fuzz targets: what comes from hosts, APIs and files of others is made odd, and the suite must bear it.

`python -m selftests.fuzz --seconds 60` runs all of them; selftests/fuzz/test_targets.py a few inputs of each.
"""
