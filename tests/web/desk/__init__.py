"""The desk of those who contribute."""
