"""What the erasure pages ask, checked."""
