"""Deliveries and endpoints, under `/o/{slug}/`."""

from django.urls import path

from outputs.views import deliveries, endpoints, log, redelivering, template_outputs, verbs

_ONE = "endpoints/<public_id:public_id>"
_OUTPUTS = "templates/<public_id:public_id>/outputs"

urlpatterns = [
    path("deliveries/", deliveries.delivery_list, name="delivery_list"),
    path(
        "deliveries/redeliver/",
        redelivering.delivery_redeliver_many,
        name="delivery_redeliver_many",
    ),
    path(
        "deliveries/redeliver-matching/",
        redelivering.delivery_redeliver_matching,
        name="delivery_redeliver_matching",
    ),
    path("deliveries/<public_id:public_id>/", deliveries.delivery_page, name="delivery_page"),
    path(
        "deliveries/<public_id:public_id>/redeliver/",
        redelivering.delivery_redeliver,
        name="delivery_redeliver",
    ),
    path("endpoints/", endpoints.endpoint_list, name="endpoint_list"),
    path("endpoints/new/", endpoints.endpoint_new, name="endpoint_new"),
    path(f"{_ONE}/", endpoints.endpoint_page, name="endpoint_page"),
    path(f"{_ONE}/edit/", endpoints.endpoint_edit, name="endpoint_edit"),
    path(f"{_ONE}/rotate/", endpoints.endpoint_rotate, name="endpoint_rotate"),
    path(f"{_ONE}/pause/", verbs.endpoint_pause, name="endpoint_pause"),
    path(f"{_ONE}/resume/", verbs.endpoint_resume, name="endpoint_resume"),
    path(f"{_ONE}/enable/", verbs.endpoint_enable, name="endpoint_enable"),
    path(f"{_ONE}/disable/", verbs.endpoint_disable, name="endpoint_disable"),
    path(f"{_ONE}/delete/", verbs.endpoint_delete, name="endpoint_delete"),
    path(f"{_ONE}/test/", verbs.endpoint_test, name="endpoint_test"),
    path(f"{_ONE}/recover/", verbs.endpoint_recover, name="endpoint_recover"),
    path("conversations/<public_id:public_id>/outputs/", log.output_log_page, name="output_log"),
    path(f"{_OUTPUTS}/", template_outputs.template_outputs, name="template_outputs"),
    path(f"{_OUTPUTS}/new/", template_outputs.template_output_new, name="template_output_new"),
    path(
        f"{_OUTPUTS}/preview/",
        template_outputs.template_output_preview,
        name="template_output_preview",
    ),
    path(f"{_OUTPUTS}/<int:position>/", template_outputs.template_output, name="template_output"),
    path(
        f"{_OUTPUTS}/<int:position>/remove/",
        template_outputs.template_output_remove,
        name="template_output_remove",
    ),
]
