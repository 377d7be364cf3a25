"""What a conversation used and cost, reckoned from how much was said."""

from datetime import datetime
from decimal import Decimal

from intake.records import UsageItem
from sources.demo.stage import Dialogue

# Dollars for one unit; invented, of the order such services ask.
_PRICES = {
    "llm.speaker": ("tokens", Decimal("0.0000032")),
    "llm.extraction": ("tokens", Decimal("0.0000011")),
    "llm.advisors": ("tokens", Decimal("0.0000011")),
    "stt": ("seconds", Decimal("0.000072")),
    "tts": ("characters", Decimal("0.000015")),
}
_SIX_PLACES = Decimal("0.000001")


def usage_of(dialogue: Dialogue, seconds: int, at: datetime) -> list[UsageItem]:
    """Return usage by component; nothing said costs nothing, writing needs no voice.

    The speaker reads the whole talk again for each of its turns, so its tokens grow with the
    square of the length. Credits are counted and not priced.
    """
    spoken = sum(len(turn.text) for turn in dialogue.turns if turn.role == "assistant")
    heard = sum(len(turn.text) for turn in dialogue.turns if turn.role == "user")
    if not dialogue.turns:
        return []
    said = spoken + heard
    quantities = {
        "llm.speaker": 1800 + said // 4 * max(len(dialogue.turns) // 6, 1),
        "llm.extraction": 600 + said,
        "llm.advisors": 900 + said // 2,
    }
    if dialogue.modality == "voice":
        quantities |= {"stt": seconds, "tts": spoken}
    items = [_priced(component, quantity, at) for component, quantity in quantities.items()]
    credits = Decimal(max(seconds, 60)) / 60
    return [
        *items,
        UsageItem(
            component="credits", quantity=credits.quantize(_SIX_PLACES), unit="credits", at=at
        ),
    ]


def _priced(component: str, quantity: int, at: datetime) -> UsageItem:
    unit, price = _PRICES[component]
    return UsageItem(
        component=component,
        quantity=Decimal(quantity),
        unit=unit,
        cost=(quantity * price).quantize(_SIX_PLACES),
        at=at,
    )
