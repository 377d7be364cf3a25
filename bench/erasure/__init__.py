"""Erasure, measured: against the bare deletes, in one large job, and objects against bare boto3."""
