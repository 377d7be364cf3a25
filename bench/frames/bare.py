"""The least that has to be done for small copies: Pillow in a loop, nothing asked, nothing kept.

With the same steps and settings as the worker's: it is the rest that is measured.
"""

import io
from collections.abc import Sequence

from PIL import Image

from frames.images import EFFORT, QUALITY, WIDTHS


def loop(pictures: Sequence[bytes]) -> int:
    """Return how many bytes of small copies came of the pictures."""
    total = 0
    for data in pictures:
        with Image.open(io.BytesIO(data)) as image:
            made = image.convert("RGB")
        for width in WIDTHS:
            height = round(made.height * width / made.width)
            made = made.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
            file = io.BytesIO()
            made.save(file, "WEBP", quality=QUALITY, method=EFFORT)
            total += len(file.getvalue())
    return total
