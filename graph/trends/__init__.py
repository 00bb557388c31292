"""A register on many days at once: what was found at the ends of months, and what every finding's history is."""
