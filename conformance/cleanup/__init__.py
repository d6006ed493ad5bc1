"""Finding and removing what runs left in a cloud; nothing else is touched."""
