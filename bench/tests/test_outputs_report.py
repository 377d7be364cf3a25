"""The report of outputs tells what was measured against what was to be reached."""

from bench.cases import FLOOR, Case
from bench.measuring import Samples
from bench.outputs.hanging import Held
from bench.outputs.report import as_dict, lines
from bench.outputs.sending import Load, Sent, Stretch
from bench.outputs.session import OutputsMeasured
from bench.pages import Facts

LOAD = Load("one endpoint, 50 ms", 50, 1, 1, 25, 0.6)


def stretches(rate: float) -> list[Stretch]:
    return [Stretch(1_000, 1_000 / rate, 0.1, 0.05)] * 10


def measured(*, page: float = 1, sender: float = 1, waited: float = 1) -> OutputsMeasured:
    """The floor at 1 ms, the page at `page`; the bare loop at 1,000 a second."""
    samples = Samples()
    for name, took in {FLOOR: 1.0, "deliveries": page, "sql: deliveries": 0.5}.items():
        samples.taken[name] = dict.fromkeys(range(20), took)
    cases = [Case(FLOOR, "/"), Case("deliveries", "/", 3)]
    facts = {case.name: Facts(2, [], 50, 9_000) for case in cases}
    held = Held([0.1], [waited] * 100, [waited] * 100, 7)
    sent = [Sent(LOAD, stretches(sender), stretches(1_000))]
    return OutputsMeasured(2_000_000, cases, facts, samples, sent, held)


def told(what: str, given: OutputsMeasured) -> str:
    [line] = [line for line in lines(given) if line.startswith(what)]
    return " ".join(line.split())


def test_a_page_is_told_beside_its_floor() -> None:
    line = told("deliveries", measured(page=2))
    assert line == "deliveries 50 2 2.00 2.00 2.00 2.00–2.00 3 pass 0.50"
    assert "3.50 3.50–3.50 3 miss" in told("deliveries", measured(page=3.5))


def test_a_sender_is_told_as_a_share_of_the_bare_loop() -> None:
    share = "sender's rate"
    assert told(share, measured(sender=600)).endswith("60% (95 %: 60% to 60%) ≥ 60% pass")
    assert told(share, measured(sender=500)).endswith("≥ 60% miss")
    line = told("bare loop", measured())
    assert "1,000 a second; cores: itself 0.10, the endpoint 0.05" in line


def test_the_others_are_to_arrive_while_many_hang() -> None:
    what = "others while 10,000 hang"
    assert told(what, measured(waited=9.9)).endswith("200 of them ≤ 10 s pass")
    assert told(what, measured(waited=10.1)).endswith("miss")


def test_every_sample_is_kept() -> None:
    kept = as_dict(measured())
    assert len(kept["milliseconds"]["deliveries"]["samples"]) == 20
    assert len(kept["sent"][0]["bare"]) == 10
    assert len(kept["held"]["same"]) == 100
