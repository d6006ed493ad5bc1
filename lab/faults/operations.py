"""The suites' own tests of operations, through which faults show."""

from conformance.model.operation import ON_PAIRS, SPECS

TESTS = {kind: spec.test for kind, spec in SPECS.items()}
"""By operation, the node id of its test, without parameters."""

OVER_PAIRS = frozenset(ON_PAIRS)
"""The operations whose tests have an ordered pair of hosts as their parameter. The others have one host."""
