"""Saving the list as one wants to see it again."""

from django.db import transaction
from django.db.models import Q

from conversations.models import SavedView, ViewOf
from conversations.queries import saved_views
from orgs.queries import Access
from orgs.roles import Act

SAVED_VIEWS_EACH = 100


class SavedViewError(ValueError):
    """A view cannot be saved so; the text is for the person who tried."""


@transaction.atomic
def save_view(
    *,
    access: Access,
    name: str,
    query: list[tuple[str, str]],
    shared: bool,
    page: ViewOf = ViewOf.CONVERSATIONS,
) -> None:
    """Keep the page under `query` as `name`; the same name again replaces the user's own.

    Raises SavedViewError for someone who may not share, or who has 100 views already.
    """
    if shared and not access.may(Act.REVIEW):
        raise SavedViewError("Sharing a view takes the analyst’s role.")
    own = SavedView.objects.filter(organization=access.organization, owner=access.user, page=page)
    if own.exclude(name=name).count() >= SAVED_VIEWS_EACH:
        raise SavedViewError(f"You have {SAVED_VIEWS_EACH} views already; delete one first.")
    SavedView.objects.update_or_create(
        organization=access.organization,
        owner=access.user,
        page=page,
        name=name,
        defaults={"query": query, "is_shared": shared},
    )
    _refresh_views(access)


@transaction.atomic
def make_default(*, access: Access, view_id: int, is_default: bool) -> bool:
    """Make one's own view the first of its page, or no longer; return whether there is one."""
    own = SavedView.objects.filter(organization=access.organization, owner=access.user)
    view = own.select_for_update().filter(pk=view_id).first()
    if view is None:
        return False
    own.filter(page=view.page, is_default=True).update(is_default=False)
    own.filter(pk=view_id).update(is_default=is_default)
    _refresh_views(access)
    return True


@transaction.atomic
def delete_view(*, access: Access, view_id: int) -> bool:
    """Delete one's own view, or as an admin a shared one; return whether there was one."""
    found = SavedView.objects.filter(organization=access.organization, pk=view_id)
    mine = Q(owner=access.user)
    if access.may(Act.ADMINISTER):
        mine |= Q(is_shared=True)
    deleted, _ = found.filter(mine).delete()
    _refresh_views(access)
    return bool(deleted)


def _refresh_views(access: Access) -> None:
    organization_id = access.organization.pk
    transaction.on_commit(lambda: saved_views.remember(organization_id))
