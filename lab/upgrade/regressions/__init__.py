"""Regressions of an upgrade, one file each: the gate must find each of them, and name it."""
