"""The process that sends: many requests at once, none to a private place."""
