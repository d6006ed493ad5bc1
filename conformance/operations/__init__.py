"""What the suites do to an instance, one operation a file. Each returns when every record of it agrees, or raises OperationFailed."""
