"""The project's own demo: invented conversations of two invented organisations."""
