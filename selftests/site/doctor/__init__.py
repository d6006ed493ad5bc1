"""Tests of conformance.site.doctor."""
