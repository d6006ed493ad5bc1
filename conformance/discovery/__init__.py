"""What is found of a cloud before a run: its compute hosts, which of them take part, what to boot, whether there is room."""
