"""Between queries and templates: what was read, in the words and shapes a page shows."""
