"""Bodies, in a list and one by one."""
