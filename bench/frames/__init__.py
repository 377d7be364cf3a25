"""Frames: signing addresses, making small copies, and a page that shows many."""
