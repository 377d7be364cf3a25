"""What an organisation sees and asks for of its erasures, under `/o/{slug}/`."""

from django.urls import path

from erasure.views import access, customers, receipts, retention

_DATA = "persons/<public_id:public_id>/data/"
_ONE = "erasures/<public_id:public_id>/"

urlpatterns = [
    path("erasures/", customers.erasure_list, name="erasure_list"),
    path("retention/", retention.retention, name="retention"),
    path(_ONE, customers.erasure_page, name="erasure_page"),
    path(f"{_ONE}recall.csv", receipts.erasure_recall, name="erasure_recall"),
    path(f"{_ONE}receipt/", receipts.erasure_receipt, name="erasure_receipt"),
    path(f"{_ONE}receipt.json", receipts.erasure_receipt_file, name="erasure_receipt_file"),
    path("persons/<public_id:public_id>/erase/", customers.person_erase, name="person_erase"),
    path(f"{_DATA}", access.access_export_list, name="access_export_list"),
    path(f"{_DATA}<str:export>/download/", access.access_export, name="access_export"),
    path(f"{_DATA}<str:export>/remove/", access.access_export_remove, name="access_export_remove"),
    path(
        "conversations/<public_id:public_id>/erase/",
        customers.conversation_erase,
        name="conversation_erase",
    ),
]
