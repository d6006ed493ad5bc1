"""Tests of the gathering of facts."""
