"""What is claimed of canaries: guests that live through an upgrade. `conformance canary` and `conformance gate` run these."""
