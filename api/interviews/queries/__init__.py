"""Reads of the Roxels dialect: SQL by hand whose columns bear the wire's own names."""
