"""How the lab is met from outside: its keys, its clouds.yaml and inventory, and what its operator put into the cloud."""
