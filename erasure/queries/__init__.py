"""Reads of the erasure room."""
