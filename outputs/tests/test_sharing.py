"""Senders side by side share what one endpoint may have at once."""

import psycopg
import pytest

from outputs.claims import Batch, Claimed
from outputs.domain.senders import HOLD, count_senders
from outputs.sender.lanes import Job, Lanes
from outputs.tests.receiving import until
from roxels_dash.tests.serving import database_url


def job(number: int) -> Job:
    claimed = dict.fromkeys(Claimed._fields) | {"id": number, "organization_id": 1, "lane": 7}
    return Job(Claimed(**claimed), Batch(None, None, [], {}))  # type: ignore[arg-type]


def test_each_has_its_part_of_the_limit_and_at_least_one() -> None:
    lanes = Lanes(10, 100)
    for number in range(30):
        lanes.add(job(number))

    lanes.share(4)
    assert len(list(lanes.begin())) == lanes.at_once == 2
    lanes.share(1)
    assert len(list(lanes.begin())) == 8 and lanes.under_way == 10
    lanes.share(50)
    assert lanes.at_once == 1 and list(lanes.begin()) == []
    lanes.share(0)
    assert lanes.at_once == 10


@pytest.mark.django_db(transaction=True)
def test_a_sender_counts_as_long_as_its_connection_lives() -> None:
    assert count_senders() == 0
    with psycopg.connect(database_url(), autocommit=True) as one:
        one.execute(HOLD)
        with psycopg.connect(database_url(), autocommit=True) as other:
            other.execute(HOLD)
            assert count_senders() == 2
        until(lambda: count_senders() == 1)
    until(lambda: count_senders() == 0)
