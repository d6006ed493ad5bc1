"""The chain of errors of one failed operation, from the symptom to the error from which all others follow."""
