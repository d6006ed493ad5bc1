"""`python -m conformance.cli`: the command line, for processes that start it."""

from conformance.cli import main

main()
