"""Screens of a product that does not exist, as somebody who tries it sees them: all drawn."""

import io
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1280, 800
_INK, _FAINT, _LINE, _PAPER, _SIDE = "#1f2937", "#6b7280", "#d6dae1", "#ffffff", "#f3f4f7"
_BAR, _ACCENT, _GOOD = "#26324d", "#2f6fdf", "#2f9e5f"
_MENU = ("Overview", "Invoices", "Customers", "Products", "Reports", "Team", "Settings")
_CUSTOMERS = ("Alder & Sons", "Brightwater", "Cobalt Works", "Dune Studio", "Elm Street Bakery",
              "Fjord Outdoor", "Granite GmbH", "Harvest Co-op", "Ivory Dental")  # fmt: skip
_FIELDS = (
    ("Customer", "Fjord Outdoor"), ("Invoice number", "2026-0417"), ("Due", "in 14 days"),
    ("Item", "Climbing rope, 60 m"), ("Quantity", "12"), ("Price", "84.50"),
)  # fmt: skip
_SETTINGS = ("Send reminders", "Show prices with VAT", "Let customers pay by card",
             "Weekly summary by e-mail", "Two signatures above 5,000")  # fmt: skip

Draw = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True)
class Moment:
    """What a screen shows: a view, how far the person has got in it (0 to 1), and their pointer."""

    view: int
    done: float
    pointer: tuple[int, int]


def moments(rng: Random, count: int, view: int) -> list[Moment]:
    """Return `count` screens of one stretch of sharing; now and then nothing happens on one."""
    found: list[Moment] = []
    for number in range(count):
        if found and rng.random() < 0.35:  # They think, or talk.
            last = found[-1]
            x, y = last.pointer
            moved = (x + rng.randint(-3, 3), y + rng.randint(-3, 3))
            found.append(Moment(last.view, last.done, moved))
            continue
        done = min(1.0, (number + rng.random()) / max(1, count - 1))
        pointer = rng.randint(260, WIDTH - 80), rng.randint(120, HEIGHT - 60)
        found.append(Moment((view + int(done * 2.99)) % len(_VIEWS), done * 3 % 1, pointer))
    return found


def screen(moment: Moment) -> bytes:
    """Return the screen as a PNG of 1,280 × 800 pixels; the same for the same moment."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    _frame(draw, moment.view)
    _VIEWS[moment.view](draw, moment.done)
    _arrow(draw, *moment.pointer)
    file = io.BytesIO()
    # Few colours: a tenth of the bytes, and written three times as fast.
    image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        file, "PNG", compress_level=3
    )
    return file.getvalue()


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _text(draw: Draw, at: tuple[int, int], text: str, size: int = 15, fill: str = _INK) -> None:
    draw.text(at, text, fill=fill, font=_font(size))


def _frame(draw: Draw, view: int) -> None:
    """The window around every view: a bar with its address, and the menu."""
    draw.rectangle((0, 0, WIDTH, 36), fill="#e4e7ec")
    for number, colour in enumerate(("#e0695f", "#e3b341", "#5fb36b")):
        draw.ellipse((14 + number * 22, 12, 26 + number * 22, 24), fill=colour)
    draw.rounded_rectangle((110, 7, 760, 29), 6, fill=_PAPER)
    _text(draw, (124, 10), f"ledgerline.example/{_MENU[_OPEN[view]].lower()}", 13, _FAINT)
    draw.rectangle((0, 36, WIDTH, 88), fill=_BAR)
    _text(draw, (24, 51), "Ledgerline", 20, "#ffffff")
    _text(draw, (WIDTH - 190, 54), "Northwind Trial", 14, "#c7d0e2")
    draw.rectangle((0, 88, 220, HEIGHT), fill=_SIDE)
    for number, name in enumerate(_MENU):
        top = 108 + number * 40
        if number == _OPEN[view]:
            draw.rounded_rectangle((12, top, 208, top + 32), 6, fill="#dfe7f8")
        _text(draw, (28, top + 7), name, 15, _ACCENT if number == _OPEN[view] else _INK)


def _button(draw: Draw, left: int, top: int, text: str, is_on: bool = True) -> None:
    width = 28 + len(text) * 9
    draw.rounded_rectangle(
        (left, top, left + width, top + 36), 6, fill=_ACCENT if is_on else "#b9c4d6"
    )
    _text(draw, (left + 14, top + 9), text, 15, "#ffffff")


def _list(draw: Draw, done: float) -> None:
    """A list of invoices, of which one after another was looked at."""
    _text(draw, (256, 112), "Invoices", 26)
    _button(draw, 1090, 110, "New invoice")
    for number, name in enumerate(_CUSTOMERS):
        top = 180 + number * 60
        if number == int(done * len(_CUSTOMERS)):
            draw.rectangle((240, top - 12, WIDTH - 30, top + 44), fill="#eef3fd")
        _text(draw, (260, top), f"2026-{411 + number:04}", 15, _FAINT)
        _text(draw, (400, top), name)
        _text(draw, (1040, top), f"{(number * 731 + 240) % 2900 + 90:,}.00")
        is_paid = number < done * len(_CUSTOMERS)
        draw.rounded_rectangle(
            (860, top - 4, 960, top + 24), 12, fill="#dcf3e4" if is_paid else "#f6ecd2"
        )
        label, colour = ("Paid", _GOOD) if is_paid else ("Open", "#946a00")
        _text(draw, (890, top), label, 14, colour)
        draw.line((240, top + 46, WIDTH - 30, top + 46), fill=_LINE)


def _form(draw: Draw, done: float) -> None:
    """An invoice that is being written, field by field."""
    _text(draw, (256, 112), "New invoice", 26)
    written = done * len(_FIELDS)
    for number, (label, value) in enumerate(_FIELDS):
        top = 176 + number * 84
        _text(draw, (260, top), label, 14, _FAINT)
        is_current = number == int(written)
        draw.rounded_rectangle(
            (260, top + 22, 860, top + 62), 6, outline=_ACCENT if is_current else _LINE,
            width=2 if is_current else 1,
        )  # fmt: skip
        shown = value if number < int(written) else ""
        if is_current:
            shown = value[: int((written % 1) * (len(value) + 1))]
        _text(draw, (276, top + 33), shown, 16)
    _button(draw, 260, 706, "Save as draft")
    _button(draw, 430, 706, "Send", done > 0.9)
    draw.rounded_rectangle((920, 176, 1240, 420), 8, fill=_SIDE)
    _text(draw, (944, 196), "Total", 14, _FAINT)
    _text(draw, (944, 222), "1,014.00" if done > 0.95 else "0.00", 30)
    _text(draw, (944, 290), "VAT 19 % is added when", 14, _FAINT)
    _text(draw, (944, 312), "the invoice is sent.", 14, _FAINT)


def _settings(draw: Draw, done: float) -> None:
    """Switches, of which one after another is turned on."""
    _text(draw, (256, 112), "Settings", 26)
    for number, label in enumerate(_SETTINGS):
        top = 190 + number * 92
        is_on = number < done * len(_SETTINGS)
        _text(draw, (260, top), label, 17)
        _text(draw, (260, top + 26), "You can change this at any time.", 13, _FAINT)
        draw.rounded_rectangle((820, top, 880, top + 32), 16, fill=_GOOD if is_on else "#b9c0cb")
        left = 852 if is_on else 824
        draw.ellipse((left, top + 4, left + 24, top + 28), fill=_PAPER)
        draw.line((240, top + 66, 920, top + 66), fill=_LINE)
    if done > 0.8:
        draw.rounded_rectangle((960, 120, 1250, 176), 8, fill="#dcf3e4")
        _text(draw, (984, 138), "Your changes were saved", 15, _GOOD)


def _arrow(draw: Draw, x: int, y: int) -> None:
    points = [(x, y), (x, y + 20), (x + 5, y + 15), (x + 9, y + 23), (x + 12, y + 21),
              (x + 9, y + 14), (x + 15, y + 14)]  # fmt: skip
    draw.polygon(points, fill="#111111", outline="#ffffff")


_VIEWS = (_list, _form, _settings)
_OPEN = (1, 1, 6)  # which entry of the menu a view belongs to
