"""Reads of the frames room, for its own pages, for the API and for erasures."""
