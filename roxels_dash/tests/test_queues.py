"""What takes long waits in a queue of its own, and keeps no erasure waiting."""

import pytest

from roxels_dash.celery import LONG, LONG_TASKS, SHORT, app
from roxels_dash.embedded import programs
from roxels_dash.embedded.process import Program


def queue_of(task: str) -> str:
    return str(app.amqp.router.route({}, task)["queue"].name)


def test_imports_pulls_and_exports_wait_for_each_other_alone() -> None:
    app.loader.import_default_modules()
    assert set(LONG_TASKS) <= app.tasks.keys()
    beaten = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {task for task in beaten if queue_of(task) == LONG} == set(LONG_TASKS)
    assert queue_of("erasure.tasks.run_erasures") == SHORT


def test_what_is_woken_goes_where_its_worker_looks() -> None:
    app.control.purge()
    app.send_task("sources.tasks.work_uploads", ignore_result=True)
    app.send_task("erasure.tasks.run_erasures", ignore_result=True)
    try:
        with app.connection_for_read() as broker:
            client = broker.default_channel.client
            assert (client.llen(LONG), client.llen(SHORT)) == (1, 1)
    finally:
        app.control.purge()


@pytest.mark.parametrize(
    ("program", "queues"),
    [
        (programs.worker({}), {SHORT}),
        (programs.long_worker({}), {LONG}),
        (programs.any_worker({}), {SHORT, LONG}),
    ],
)
def test_the_stack_s_workers_look_there(program: Program, queues: set[str]) -> None:
    [told] = [each for each in program.command if each.startswith("--queues=")]
    assert set(told.removeprefix("--queues=").split(",")) == queues
    assert {queue.name for queue in app.conf.task_queues} == {SHORT, LONG}
