"""Texts of evidence as records: who said what, when, at which level, in which request, of which instance, and which error it tells."""
