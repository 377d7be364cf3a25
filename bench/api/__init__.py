"""The API, measured: its operations against some that do nothing, its events against bare SQL."""
