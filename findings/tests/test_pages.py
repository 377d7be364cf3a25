"""The explorer's pages: what they show, where they lead, and what they ask of the database."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.domain import refresh_rollups
from conversations.models import SavedView
from findings.queries import counted
from findings.tests.making import SAID, dinners
from intake.tests.making import conversation
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

BASE = "/o/northwind/findings/"


@pytest.fixture
def client(client_of: ClientOf, analyst: User, northwind: Organization) -> Client:
    dinners(northwind)
    refresh_rollups(northwind.pk)
    return client_of(analyst)


def get(client: Client, query: str = "", path: str = BASE, **headers: str) -> str:
    response = client.get(f"{path}?template=tpl_dinner&{query}", headers=headers)
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


def test_each_conversation_is_a_row_and_each_goal_a_column(client: Client) -> None:
    page = get(client)
    for goal in ("city", "people", "day", "outdoors", "wishes", "colour"):
        assert f">{goal}" in page
    assert page.count('<th scope="row"') == len(SAID)
    assert "San José" in page and "by the window, and 10% off" in page
    assert "Declined to answer" in page  # why it is empty
    assert "undeclared" in page  # colour


def test_columns_are_chosen_ordered_and_pinned_in_the_url(client: Client) -> None:
    page = get(
        client,
        "col=goal.people&col=goal.city&col=context.channel&col=criterion.polite"
        "&col=person.external_id&col=about.length&pin=goal.city",
    )
    heads = [part.split("<")[0] for part in page.split('class="head"')[1:]]
    assert page.index("goal=city") < page.index("goal=people")
    assert len(heads) == 3  # goals and the criterion have panels
    for text in (">web<", ">phone<", "verdict passed", "verdict failed", ">user_1<", ">0:40<"):
        assert text in page
    assert "wishes" not in page.split("<table")[1]


def test_a_menu_s_fields_become_the_one_form_a_url_has(client: Client) -> None:
    response = client.get(
        f"{BASE}?template=tpl_dinner&goal=people&op=range&value=2&value=&where=city:is:Lisbon"
    )
    assert response.status_code == 302
    expected = [("where", "city:is:Lisbon"), ("where", "people:min:2")]
    assert response["Location"] == f"{BASE}?{urlencode([('template', 'tpl_dinner'), *expected])}"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("where=nonsense", "should read goal:comparison:value"),
        ("where=a:like:b", "knows no comparison"),
        ("where=people:min:many", "needs a number"),
        ("where=day:since:soon", "needs a day"),
        ("where=city:empty:because", "may be left blank or be one of"),
        ("where=*:is:x", "asks only for evidence"),
        ("sort=city", "asc:goal or desc:goal"),
        ("col=secret.key", "There is no column"),
        ("version=none", "Enter a whole number"),
        ("longer=5&shorter=2", "must be more than"),
        ("&".join(f"where=a{n}:filled:" for n in range(31)), "There may be 30"),
    ],
)
def test_what_cannot_be_asked_is_named(query: str, words: str, client: Client) -> None:
    response = client.get(f"{BASE}?template=tpl_dinner&{query}")
    assert response.status_code == 422
    assert words in response.content.decode()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(
                "where sort col pin version against goal op value q since range person older "
                "newer status longer template test".split()
            ),
            st.one_of(
                st.text(max_size=30),
                st.sampled_from(
                    ["city:is:\x00", "*:evidence:none", "a%3A:not:%", "people:max:1e9", "desc:day"]
                ),
            ),
        ),
        max_size=6,
    ),
    path=st.sampled_from(["", "charts/", "goal/", "criterion/", "columns/", "values/iv_0/"]),
)
def test_no_url_breaks_a_page(pairs: list[tuple[str, str]], path: str, client: Client) -> None:
    asked = urlencode([("template", "tpl_dinner"), *pairs], errors="replace")
    for more in ("", "&goal=city", "&criterion=polite"):
        response = client.get(f"{BASE}{path}?{asked}{more}")
        assert response.status_code in (200, 302, 404, 422)


def test_rows_cost_no_queries_of_their_own(client: Client, northwind: Organization) -> None:
    columns = "&".join(
        f"col={key}" for key in ("goal.city", "goal.day", "criterion.polite", "context.channel",
                                 "person.name", "about.status")
    )  # fmt: skip

    def asked(query: str) -> int:
        get(client, f"{query}&{columns}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert get(client, f"{query}&{columns}").count('<th scope="row"') > 0
        return len(queries)

    assert asked("where=city:is:oslo") == asked("where=city:is:lisbon")
    assert asked("where=people:min:10") == asked("where=people:min:2")
    one = asked("sort=asc:day&where=city:is:oslo")
    assert one == asked("sort=asc:people")


def test_another_organisation_s_template_is_as_unknown_as_none(
    client: Client, other_org: Organization
) -> None:
    dinners(other_org)
    conversation(other_org, "iv_theirs", template_id="tpl_theirs")
    for path in ("", "charts/", "goal/", "columns/"):
        known = client.get(f"{BASE}{path}?template=tpl_theirs&goal=city")
        none = client.get(f"{BASE}{path}?template=tpl_nowhere&goal=city")
        assert known.status_code == none.status_code == 404
    assert client.get(f"{BASE}values/iv_theirs/?goal=city").status_code == 404


def test_a_value_opens_beside_the_words_behind_it(client: Client, northwind: Organization) -> None:
    conversation(
        northwind,
        "iv_given",
        template_id="tpl_dinner",
        findings=[
            {
                "goal": "city",
                "value": "San José",
                "evidence": [{"turn": 1, "start": 26, "end": 34}],
            },
            {"goal": "people", "value": 3, "evidence": [{"turn": 1}]},
        ],
    )
    panel = get(client, "goal=city", f"{BASE}values/iv_given/")
    assert "<mark>San Jose</mark>" in panel
    assert "/o/northwind/conversations/iv_given/#turn-1" in panel
    assert "Which restaurant?" in panel  # a neighbour
    assert "Unsupported" not in panel
    panel = get(client, "goal=people", f"{BASE}values/iv_given/")
    assert "Unsupported" in panel and "table for two" in panel
    assert get(client, "where=people:evidence:unsupported").count('<th scope="row"') == 1
    assert get(client, "where=*:evidence:unsupported").count('<th scope="row"') == 1
    assert ">unsupported<" in get(client)
    empty = get(client, "goal=wishes", f"{BASE}values/iv_given/")
    assert "Not reached before the end" in empty


def test_charts_count_alike_from_the_rollup_and_from_the_findings(client: Client) -> None:
    rolled_up = get(client, path=f"{BASE}charts/")
    narrowed = get(
        client, "shorter=100", path=f"{BASE}charts/"
    )  # passes all, and no rollup knows it
    for page in (rolled_up, narrowed):
        assert "Charts of 6 conversations" in page
        assert ">83%<" in page.replace("\n", "")  # people: 5 of 6
    strip = rolled_up.split('id="facets"')[1].split("</section>")[0]
    other = narrowed.split('id="facets"')[1].split("</section>")[0]
    assert [part.split("<")[0] for part in strip.split('class="num">')] == [
        part.split("<")[0] for part in other.split('class="num">')
    ]
    assert "where=city%3Ais%3ALisbon" in strip


def test_charts_of_very_many_are_of_the_newest_and_say_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counted, "NEWEST", 4)
    strip = get(client, "shorter=100", path=f"{BASE}charts/")
    assert "Charts of 4 conversations" in strip
    assert "Counted of the newest 4 conversations." in strip
    assert ">75%<" in strip.replace("\n", "")  # people: 3 of 4, the newest without
    assert "Charts of 6 conversations" in get(client, "shorter=100&all=1", path=f"{BASE}charts/")
    panel = get(client, "goal=people", f"{BASE}goal/")
    assert "Values without a rollup: of the newest 4 conversations." in panel
    assert ">83%<" in panel  # how many have it is known of all
    assert "&amp;all=1" in panel
    assert "newest 4 conv" not in get(client, "goal=people&all=1", f"{BASE}goal/")
    judged = get(client, "criterion=polite&shorter=100", f"{BASE}criterion/")
    assert "Counted of the newest 4 conversations." in judged
    assert "newest" not in get(client, "goal=city", f"{BASE}goal/")
    assert "of the newest" not in get(client, "where=city:is:Oslo", path=f"{BASE}charts/")


def test_a_goal_s_panel_narrows_without_a_script(client: Client) -> None:
    panel = get(client, "goal=city&where=city:is:Oslo&where=people:min:2", f"{BASE}goal/")
    assert 'name="op" value="is"' in panel and 'value="San José"' in panel
    assert "people:min:2" in panel.split("<form")[2]  # what is asked of others is passed on
    assert get(client, "goal=people", f"{BASE}goal/").count('name="op" value="range"') == 1
    assert get(client, "criterion=polite", f"{BASE}criterion/").count("It was.") == 2


def test_a_view_is_saved_shown_first_and_counted(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    query = "template=tpl_dinner&where=city%3Ais%3ALisbon"
    client.post(f"{BASE}views/", {"name": "Lisbon", "query": query, "shared": "1"})
    view = SavedView.objects.get(page="findings")
    assert view.is_shared and ["where", "city:is:Lisbon"] in view.query
    get(client, "where=city%3Ais%3ALisbon")
    page = get(client)
    assert f"{BASE}?{query.replace('&', '&amp;')}" in page
    assert 'Lisbon</span> <span class="push faint small num">2</span>' in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{BASE}views/{view.pk}/default/", {"default": "1"})
    assert client.get(BASE)["Location"] == f"{BASE}?{query}"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{BASE}views/{view.pk}/default/", {})
    assert client.get(BASE).status_code == 200


def test_a_viewer_may_not_share_a_view(client: Client, client_of: ClientOf, viewer: User) -> None:
    response = client_of(viewer).post(
        f"{BASE}views/", {"name": "Mine", "query": "template=tpl_dinner", "shared": "1"}
    )
    assert response.status_code == 422
    assert not SavedView.objects.exists()


def test_htmx_gets_the_piece_it_asks_for(client: Client) -> None:
    panel = get(client, "goal=city", f"{BASE}goal/", **{"HX-Request": "true", "HX-Target": "panel"})
    assert "<html" not in panel and "data-panel-title" in panel
    results = get(client, **{"HX-Request": "true", "HX-Target": "results"})
    assert results.lstrip().startswith('<div id="results"')
