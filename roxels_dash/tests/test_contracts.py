"""The contract about doors finds what goes around them."""

import grimp
import pytest

from roxels_dash.tests.contracts import DoorsContract


def check(importer: str, imported: str) -> list[str]:
    """What the contract finds where one module imports another."""
    graph = grimp.ImportGraph()
    for module in (importer, imported):
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported)
    options = {
        "rooms": ["orgs", "persons", "api"],
        "doors": ["*.models", "*.queries", "*.domain", "orgs.http", "api.*.shapes"],
    }
    contract = DoorsContract(name="doors", session_options={}, contract_options=options)
    result = contract.check(graph, verbose=False)
    assert result.kept is (result.metadata["found"] == [])
    return list(result.metadata["found"])


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("persons.views", "orgs.models"),
        ("persons.views", "orgs.models.people"),
        ("persons.queries", "orgs.http"),
        ("persons.views", "persons.forms"),
        ("persons.tests.test_views", "orgs.forms"),
        ("persons.views", "web.cursors"),
        ("sources.domain", "api.interviews.shapes"),
    ],
)
def test_doors_are_open(importer: str, imported: str) -> None:
    assert check(importer, imported) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("persons.views", "orgs.views"),
        ("persons.models", "orgs.tasks"),
        ("persons.models", "orgs.modelsish"),
        ("persons.views", "orgs"),
        ("sources.domain", "api.interviews.views"),
        ("persons.testsuite", "orgs.forms"),
    ],
)
def test_all_else_is_closed(importer: str, imported: str) -> None:
    assert check(importer, imported) == [f"{importer} -> {imported}"]
