"""What must hold of the cloud as a whole before any instance is moved."""
