"""Pages of alignment, strategies and actions."""
