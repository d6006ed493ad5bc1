"""How services are deployed on the lab's nodes: one module for each shape, which writes a node's files and starts its first process."""
