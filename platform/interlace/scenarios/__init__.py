"""Scenarios: what changes to the register would come to, tried by anyone who reads it, applied by those entitled."""
