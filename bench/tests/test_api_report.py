"""The API's report tells what was measured against what was to be reached."""

from bench.api.cases import GET_FLOOR, ApiCase
from bench.api.intake import ROWS, Intake, Stretch
from bench.api.refreshing import SIZES, name_of
from bench.api.report import as_dict, lines
from bench.api.session import ApiMeasured
from bench.api.statements import Statement
from bench.measuring import Samples


def stretch(rows_a_second: float) -> Stretch:
    return Stretch(100, 100 * ROWS / rows_a_second, [2.0] * 100, 0.5, 1.0)


def measured(*, page: float, api: float) -> ApiMeasured:
    """Everything at the same speed: the floor at 1 ms, the page at `page`, SQL at 10,000 rows/s."""
    samples = Samples()
    times = {GET_FLOOR: 1.0, "GET page": page, "sql: GET page": 0.5}
    for name, took in (times | {name_of(size): 10.0 for size in SIZES}).items():
        samples.taken[name] = dict.fromkeys(range(20), took)
    cases = [ApiCase(GET_FLOOR, "/", GET_FLOOR), ApiCase("GET page", "/", GET_FLOOR, 3)]
    intake = Intake([stretch(api)] * 10, [stretch(10_000)] * 10)
    return ApiMeasured(
        cases, {case.name: [Statement("SELECT 1", None)] for case in cases}, samples, intake
    )


def told(what: str, **given: float) -> str:
    [line] = [line for line in lines(measured(**given)) if line.startswith(what)]
    return " ".join(line.split())


def test_an_operation_is_told_beside_its_floor() -> None:
    assert told("GET page", page=2, api=1) == "GET page 1 2.00 2.00 2.00 2.00–2.00 3 pass 0.50"
    assert "3.50 3.50–3.50 3 miss" in told("GET page", page=3.5, api=1)


def test_events_are_told_as_a_share_of_what_bare_sql_writes() -> None:
    share = "events: rows a second"
    assert told(share, page=1, api=4_000).endswith("40% (95 %: 40% to 40%) ≥ 40% pass")
    assert told(share, page=1, api=3_900).endswith("≥ 40% miss")
    assert "250 a second, 10,000 rows; p95 2.0 ms" in told("bare psycopg", page=1, api=1)


def test_a_refresh_is_told_for_each_event_that_shares_it() -> None:
    line = told("search row of a live conversation, 40 turns", page=1, api=1)
    assert line.endswith("10.0 ms a refresh, 3.0 an event at one in 9 s")


def test_every_sample_is_kept() -> None:
    kept = as_dict(measured(page=2, api=1))
    assert kept["milliseconds"]["GET page"]["samples"] == [2.0] * 20
    assert len(kept["intake"]["api"][0]["milliseconds"]) == 100
