"""What may be done with an instance where it is, from its boot to its end."""
