"""Checking what URLs and forms of the findings room ask."""

from findings.forms.selection import SelectionForm

__all__ = ["SelectionForm"]
