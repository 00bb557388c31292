"""Tests of pages of workspaces and consultations."""
