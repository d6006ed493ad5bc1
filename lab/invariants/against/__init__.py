"""One file an invariant, under its name: its docstring says what is broken, BREAKAGE how. To be there is to count."""
