"""Tests of workspaces and consultations."""
