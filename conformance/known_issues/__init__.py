"""Failures that a site knows of and has accepted until a day: its file of them, and which failure is one of them."""
