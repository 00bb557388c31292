"""Tests of the page that recommends."""
