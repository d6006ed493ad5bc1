"""Tests of the library; their tree mirrors its."""
