"""Pulling conversations from another system's API."""
