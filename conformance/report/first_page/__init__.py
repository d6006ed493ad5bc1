"""The page of a run that is opened first: index.html, self-contained, made of what the run has saved."""
