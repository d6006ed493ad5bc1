"""The pages of docs/ that are generated from the library's own data."""
