"""Outputs history in the shape of the Roxels API: webhooks, frontend callbacks, chained calls."""

from random import Random
from typing import Any

from sources.demo.script import Family
from sources.demo.stage import Dialogue


def outputs_of(family: Family, dialogue: Dialogue, rng: Random, recent: bool) -> dict[str, Any]:
    """Return what fired; one in eight webhooks failed, and only recent ones may be pending."""
    status, attempts = _fate(rng, recent)
    outputs: dict[str, Any] = {
        "webhooks": [{"url": family.hook, "attempts": attempts, "status": status}],
        "callbacks": [],
        "chained": [],
    }
    if family.callback and dialogue.findings:
        outputs["callbacks"] = [{"name": family.callback, "attempts": 1, "status": "success"}]
    if family.chained and dialogue.findings:
        worked = rng.random() > 0.06
        outputs["chained"] = [
            {
                "url": family.chained,
                "goal": dialogue.findings[0].goal,
                "attempts": 1 if worked else 5,
                "status": "success" if worked else "failed",
            }
        ]
    return outputs


def _fate(rng: Random, recent: bool) -> tuple[str, int]:
    if recent and rng.random() < 0.4:
        return "pending", rng.randint(0, 3)
    chance = rng.random()
    if chance < 0.12:
        return "failed", rng.choice([5, 8])
    return "success", 1 if chance < 0.85 else rng.randint(2, 4)
