"""Locks and slots over all processes of a run, and over runs that share a coordination service."""
