"""The pages of the erasure room: support's console, and what organisations see and ask for."""
