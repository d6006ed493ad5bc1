"""The cloud's APIs: connecting, repeating what only reads, Nova as this suite uses it, waiting."""
