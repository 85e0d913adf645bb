"""Decision logs: files found, read, checked and made ready for an engine."""
