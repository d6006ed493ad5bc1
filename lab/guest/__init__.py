"""The guest that the lab's cloud boots: a small Linux that says that it lives, and is reached and stopped as any other."""
