"""Tests of the smallest remedy."""
