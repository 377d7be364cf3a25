"""The findings pages."""

from findings.views.panels import columns_panel, criterion_panel, goal_panel, value_panel
from findings.views.saved_views import view_default, view_save
from findings.views.table import facet_strip, finding_table

__all__ = [
    "columns_panel",
    "criterion_panel",
    "facet_strip",
    "finding_table",
    "goal_panel",
    "value_panel",
    "view_default",
    "view_save",
]
