"""Pages of the commons."""
