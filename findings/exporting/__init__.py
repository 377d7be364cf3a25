"""Making the file of an export: the selection's own SQL, streamed into one of several forms."""
