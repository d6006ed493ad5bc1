"""Upgrading the lab's OpenStack to the next release, in the documented order: control plane, compute hosts one by one, finish."""
