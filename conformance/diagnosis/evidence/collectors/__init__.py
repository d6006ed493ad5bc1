"""One small file a collector: each reads one source of evidence about one operation."""
