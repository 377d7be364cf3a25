"""What was read, in the words a page shows."""
