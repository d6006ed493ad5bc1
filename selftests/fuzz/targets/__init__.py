"""One file a target: TARGET makes its inputs and checks what the suite does with each."""
