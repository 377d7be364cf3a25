"""Background work of the erasure room; beat calls all of it, so nothing needs a wake-up."""

from celery import shared_task

from erasure import domain

_AT_A_TIME = 20.0  # seconds; what is left is gone on with by the next call


@shared_task
def run_erasures() -> None:
    """Work on what is to be erased, for a while: the other tasks want their turn."""
    domain.run_some(_AT_A_TIME)


@shared_task
def count_erasures() -> None:
    """Make the dry runs of new requests, and tell what else they would touch."""
    domain.count_new()
    domain.preview_counted()


@shared_task
def count_again(erasure_id: int) -> None:
    """Make the dry run of a request anew."""
    domain.dry_run(erasure_id)
    domain.preview_counted()


@shared_task
def sweep_retention() -> None:
    """Begin to erase what is past its retention."""
    domain.sweep_retention()


@shared_task
def make_access_exports() -> None:
    """Put together what persons are to be given; remove what has lived its day."""
    domain.make_access_exports()
    domain.expire_access_exports()


@shared_task
def sweep_access_exports() -> None:
    """Remove what no access export knows any more."""
    domain.sweep_access_exports()


@shared_task
def forget_old() -> None:
    """Forget tombstones and the ledger when they are old enough."""
    domain.forget_old()
