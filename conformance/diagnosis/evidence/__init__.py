"""What the cloud says of an operation that failed, gathered into one bundle. Runs on failure only."""
