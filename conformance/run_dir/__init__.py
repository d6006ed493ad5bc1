"""What a run writes down as it goes, for all its processes and for who comes after a kill: records, ledger, journal, locks."""
