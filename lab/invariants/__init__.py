"""The trial of invariants: each is reported as violated in the lab while a fault is injected, and holds again after recovery."""
