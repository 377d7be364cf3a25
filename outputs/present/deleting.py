"""What is asked before an endpoint is deleted: what names it, and what is cancelled."""

from orgs.models import Organization
from outputs.models import Endpoint
from outputs.present.endpoints import about
from outputs.present.questions import Question, about_endpoint
from outputs.queries.health import health
from outputs.queries.naming import SHOWN, Naming, templates_naming


def about_deleting(organization: Organization, endpoint: Endpoint) -> Question:
    """Return the question, which names the templates first: their outputs come to nothing."""
    pending = health(organization, [endpoint], 1)[endpoint.pk].pending
    waits = f"{about(pending)} pending deliveries are" if pending != 1 else "1 pending delivery is"
    more = [f"{waits} cancelled, and the log says why."] if pending else []
    if named := templates_naming(endpoint):
        more.insert(0, _named(named))
    return about_endpoint(organization.slug, endpoint, "delete", more)


def _named(templates: list[Naming]) -> str:
    names = ", ".join(f"“{each.name}”" for each in templates[:SHOWN])
    rest = " and more" if len(templates) > SHOWN else ""
    return (
        f"Outputs of {names}{rest} name it. Each of their firings will fail, in the log as “names "
        "no endpoint there is”, until they name another."
    )
