"""What every text goes through before it is written to disk or printed: secrets and control characters are taken out."""
