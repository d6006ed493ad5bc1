"""What must hold of hosts and cloud: facts, invariants over them, and predictions of migrations."""
