"""The demo in other languages than English."""
