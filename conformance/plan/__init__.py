"""Which pairs of hosts are gone over, and in which chains and rounds. Pure: from names and numbers alone, the same in every process."""
