"""Reads of the findings room."""
