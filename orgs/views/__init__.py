"""The pages of the orgs room."""
