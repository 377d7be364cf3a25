"""What the tests stand on is real: a worker in another process, an S3 server, a browser."""

from typing import Any

import psutil
import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from roxels_dash.celery import app
from roxels_dash.embedded.process import Process


@pytest.mark.django_db(transaction=True)
def test_a_worker_answers_from_processes_of_its_own(real_worker: Process) -> None:
    (answer,) = app.control.inspect(timeout=60, limit=1).stats().values()
    assert answer["pid"] == real_worker.pid
    children = {child.pid for child in psutil.Process(real_worker.pid).children()}
    assert set(answer["pool"]["processes"]) <= children
    assert len(children) == 2


@pytest.mark.django_db(transaction=True)
def test_a_task_reaches_the_worker(real_worker: Process) -> None:
    before = total_of_tasks()
    app.send_task("celery.backend_cleanup")
    real_worker.wait_until(lambda: total_of_tasks() > before)


def total_of_tasks() -> int:
    (answer,) = app.control.inspect(timeout=60, limit=1).stats().values()
    return int(answer["total"].get("celery.backend_cleanup", 0))


def test_the_bucket_keeps_what_is_put_there(bucket: Any) -> None:
    bucket.put_object(Key="folder/name", Body=b"\x00words")
    assert bucket.Object("folder/name").get()["Body"].read() == b"\x00words"
    assert [item.key for item in bucket.objects.all()] == ["folder/name"]


def test_every_test_starts_with_an_empty_bucket_and_cache(bucket: Any) -> None:
    assert list(bucket.objects.all()) == []
    assert cache.get("left-behind") is None
    cache.set("left-behind", "by the first of two runs")


@pytest.mark.django_db(transaction=True)
def test_a_browser_meets_the_live_server(page: Page) -> None:
    answer = page.goto("/accounts/login/")
    assert answer
    assert answer.status == 200
    assert page.locator("input[name=password]").is_visible()
