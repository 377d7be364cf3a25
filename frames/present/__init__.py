"""What a page shows of frames, in words: between queries and templates."""
