"""Conversations as this product itself writes them out."""
