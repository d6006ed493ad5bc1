"""Reading what others have written - files, YAML, identifiers, answers: within limits, and with errors that a person can act on."""
