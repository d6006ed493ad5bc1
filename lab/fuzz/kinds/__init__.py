"""The kinds of faults that are drawn, one module each: `draw` makes one of a random number generator alone."""
