"""The old name of conformance.input.bounded."""

from conformance.input.bounded import MOST_OF_PODS, MOST_OUTPUT, TIMED_OUT, Hung, OutputTooLong, run_bounded

__all__ = ["MOST_OF_PODS", "MOST_OUTPUT", "TIMED_OUT", "Hung", "OutputTooLong", "run_bounded"]
