"""Tests of the commons: publications, entries, the search."""
