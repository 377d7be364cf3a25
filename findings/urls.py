"""The findings pages, under `/o/{slug}/`."""

from django.urls import include, path

from findings import views

urlpatterns = [
    path("", include("findings.review_urls")),
    path("", include("findings.export_urls")),
    path("findings/", views.finding_table, name="finding_table"),
    path("findings/charts/", views.facet_strip, name="finding_facets"),
    path("findings/goal/", views.goal_panel, name="finding_goal"),
    path("findings/criterion/", views.criterion_panel, name="finding_criterion"),
    path("findings/columns/", views.columns_panel, name="finding_columns"),
    path("findings/values/<public_id:public_id>/", views.value_panel, name="finding_value"),
    path("findings/views/", views.view_save, name="finding_view_save"),
    path("findings/views/<int:view_id>/default/", views.view_default, name="finding_view_default"),
]
