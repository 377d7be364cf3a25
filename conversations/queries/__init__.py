"""Reads of the conversations room."""
