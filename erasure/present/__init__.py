"""What was read, in the words that a page shows."""
