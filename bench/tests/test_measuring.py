"""Things are measured side by side, and slow ones less often."""

from bench.measuring import measure


def test_quick_things_take_part_in_every_round() -> None:
    samples = measure({"a": lambda: 1.0, "b": lambda: 2.0}, rounds=10)
    assert samples.of("a") == [1.0] * 10
    assert samples.pairs("b", "a") == ([2.0] * 10, [1.0] * 10)


def test_slow_things_take_part_in_some() -> None:
    samples = measure({"quick": lambda: 1.0, "slow": lambda: 900.0}, rounds=40)
    assert len(samples.of("slow")) == 4
    assert samples.pairs("slow", "quick") == ([900.0] * 4, [1.0] * 4)
