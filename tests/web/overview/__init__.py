"""The national view and the lists below it."""
