"""What outputs read."""
