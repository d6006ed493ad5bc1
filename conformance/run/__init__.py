"""What we do to a cloud, how long we wait for it, and how we leave it: plan, operations, journal, ledger and observers."""
