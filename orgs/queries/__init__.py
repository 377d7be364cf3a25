"""Reads of the orgs room. What other rooms ask for stands here; the rest is asked by its module."""

from orgs.queries.access import Access, access_of, organization_at, organizations_of

__all__ = ["Access", "access_of", "organization_at", "organizations_of"]
