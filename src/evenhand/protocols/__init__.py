"""Protocols: what the organisation said beforehand it would do about what is found."""
