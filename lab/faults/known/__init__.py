"""One file a fault: its docstring says what it does, FAULT what it must lead to. To be there is to count; the file's name is its name."""
