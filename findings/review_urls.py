"""Reviewing: queues, single findings, comments. Under `/o/{slug}/`."""

from django.urls import path

from findings.views import comments, deciding, reviewing, reviews

_QUEUE = "reviews/<public_id:public_id>"
_ITEM = f"{_QUEUE}/<int:position>"
_FINDING = "findings/of/<public_id:public_id>"
_COMMENTS = "conversations/<public_id:public_id>/comments"

urlpatterns = [
    path("reviews/", reviews.review_list, name="review_list"),
    path("reviews/new/", reviews.review_new, name="review_new"),
    path(f"{_QUEUE}/", reviews.review_queue, name="review_queue"),
    path(f"{_QUEUE}/next/", reviews.review_next, name="review_next"),
    path(f"{_QUEUE}/state/", reviews.review_move, name="review_move"),
    path(f"{_ITEM}/", reviewing.review_item, name="review_item"),
    path(f"{_ITEM}/verdict/", reviewing.review_verdict, name="review_verdict"),
    path(f"{_ITEM}/answer/", reviewing.review_settle, name="review_settle"),
    path(f"{_FINDING}/", deciding.finding_review, name="finding_review"),
    path(f"{_FINDING}/decide/", deciding.finding_decide, name="finding_decide"),
    path(
        "findings/corrections/<public_id:public_id>/send/",
        deciding.correction_send,
        name="correction_send",
    ),
    path(f"{_COMMENTS}/", comments.comment_list, name="comment_list"),
    path(f"{_COMMENTS}/add/", comments.comment_add, name="comment_add"),
    path(f"{_COMMENTS}/<int:comment_id>/delete/", comments.comment_delete, name="comment_delete"),
]
