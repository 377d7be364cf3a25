"""Pulling, measured: one instance's conversations into another organisation, by each dialect."""
