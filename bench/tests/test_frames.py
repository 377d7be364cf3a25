"""What is measured of frames: the same work beside the worker's, told against what is wanted."""

import io

from PIL import Image

from bench.frames import bare, making
from bench.frames.report import as_dict, lines
from bench.frames.session import BARE, BOTO3, OURS, SIGNS, WITH, WITHOUT, FramesMeasured
from bench.measuring import Samples
from frames import images


def measured(*, signing: float = 1, page: float = 1, worker: float = 100) -> FramesMeasured:
    """Without frames the page takes 1 ms; the bare loop takes 100 ms for 10 pictures."""
    samples = Samples()
    took = {SIGNS: signing, BOTO3: 100, WITH: page, WITHOUT: 1, OURS: worker, BARE: 100}
    for name, milliseconds in took.items():
        samples.taken[name] = dict.fromkeys(range(20), float(milliseconds))
    return FramesMeasured(samples, 10, 1_000_000)


def told(what: str, given: FramesMeasured) -> str:
    [line] = [line for line in lines(given) if line.startswith(what)]
    return " ".join(line.split())


def test_each_is_told_against_its_goal() -> None:
    assert told(SIGNS, measured(signing=5)).endswith("≤ 5 ms pass")
    assert told(SIGNS, measured(signing=5.1)).endswith("≤ 5 ms miss")
    assert told(WITH, measured(page=1.3)).endswith("≤ 1.3 pass")
    assert told(WITH, measured(page=1.31)).endswith("≤ 1.3 miss")
    share = "worker's rate"
    assert told(share, measured(worker=140)).startswith(f"{share} of the bare loop's 71%")
    assert told(share, measured(worker=140)).endswith("≥ 70% pass")
    assert told(share, measured(worker=150)).endswith("≥ 70% miss")
    assert "100.0 pictures a second" in told(f"small copies: {OURS}", measured())


def test_every_sample_is_kept() -> None:
    assert len(as_dict(measured())["milliseconds"][OURS]["samples"]) == 20


def test_the_bare_loop_makes_the_very_copies_that_the_worker_makes() -> None:
    pictures = making.pictures(2)
    kinds = []
    for data in pictures:
        with Image.open(io.BytesIO(data)) as image:
            assert image.size == making.SIZE
            kinds.append(f"image/{str(image.format).lower()}")
    assert kinds == ["image/png", "image/jpeg"]
    made = [images.picture(*given) for given in zip(pictures, kinds, strict=True)]
    assert bare.loop(pictures) == sum(len(each.large) + len(each.small) for each in made)
