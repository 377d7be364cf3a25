"""Exports are removed: when somebody says so, after a day, and where nobody knows them any more."""

from django.utils import timezone

from findings import storage
from findings.domain.errors import Missing
from findings.domain.making import folder_of
from findings.models import Export
from orgs.domain import Actor, record
from orgs.models import Organization


def remove_export(*, actor: Actor, organization: Organization, public_id: str) -> None:
    """Remove an export and its file; a worker that is at it ends. Raises Missing, Unreachable."""
    found = Export.objects.filter(organization=organization, public_id=public_id).first()
    if found is None:
        raise Missing
    _remove(found)
    record(
        actor=actor,
        action="findings.export_removed",
        organization_id=organization.pk,
        object_type="export",
        object_id=public_id,
    )


def _remove(export: Export) -> None:
    """The row goes first: no worker finishes what has none. What is left then is swept."""
    Export.objects.filter(pk=export.pk).delete()
    storage.purge(folder_of(export))


def sweep_exports() -> int:
    """Remove the exports whose day is over, and files that no export knows; return how many."""
    swept = 0
    for export in Export.objects.filter(expires_at__lte=timezone.now())[:200]:
        _remove(export)
        swept += 1
    return swept + sweep_files(f"{storage.FOLDER}/")


def sweep_files(prefix: str) -> int:
    """Remove the files below `prefix` that no export knows; return how many objects."""
    swept = 0
    for folder in unknown_files(prefix):
        swept += storage.purge(folder)
    return swept


def unknown_files(prefix: str) -> list[str]:
    """Return the folders below `prefix` whose export is gone, each with its `/`."""
    found = [key for key in storage.keys(prefix) if key.count("/") >= 4]
    by_secret = {key.split("/")[3]: f"{key.rpartition('/')[0]}/" for key in found}
    known = Export.objects.filter(secret__in=by_secret).values_list("secret", flat=True)
    return [by_secret[secret] for secret in set(by_secret) - set(known)]
