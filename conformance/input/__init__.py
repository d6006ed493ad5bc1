"""Reading what others have written - files, YAML, identifiers, answers - and what programs say: within limits, with errors for people."""
