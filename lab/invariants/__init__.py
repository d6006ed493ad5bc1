"""Every invariant seen to fail in the lab where its condition is broken, and to hold again where it is recovered."""
