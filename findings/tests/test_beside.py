"""What stands around the table: the templates to choose from, what the agent said, exports told."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from conversations.domain import refresh_rollups
from conversations.models import Decided, Template
from findings.models import Export
from findings.tests.making import dinners
from intake.domain import Decision, decide_finding
from intake.tests.making import conversation, template, turns
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db

BASE = "/o/northwind/findings/"


@pytest.fixture
def client(client_of: ClientOf, analyst: User, northwind: Organization) -> Client:
    dinners(northwind)
    return client_of(analyst)


def get(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_every_template_can_be_chosen_however_many_there_are(
    client: Client, northwind: Organization
) -> None:
    Template.objects.bulk_create(
        Template(organization=northwind, public_id=f"tpl_{number}", name=f"Service {number}",
                 created_at=timezone.now()) for number in range(60)
    )  # fmt: skip
    first = get(client, BASE)
    [older] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = get(client, older)
    found = re.findall(r"template=(tpl_\w+)", first + second)
    assert sorted(set(found)) == sorted(["tpl_dinner", *(f"tpl_{number}" for number in range(60))])
    [newer] = re.findall(r'rel="prev" href="([^"]+)"', second)
    assert get(client, newer).count('class="who link"') == 50
    assert get(client, f"{BASE}?older=made-up").count('class="who link"') == 50


def test_a_value_without_evidence_opens_where_the_agent_said_it(
    client: Client, northwind: Organization
) -> None:
    conversation(
        northwind, "iv_offered", template_id="tpl_dinner",
        transcript=turns(
            "Somewhere warm, please.", "How about Lisbon?", "That sounds good.", "Lisbon it is.",
        ),
        findings=[{"goal": "city", "value": "Lisbon"}, {"goal": "wishes", "value": "a garden"}],
    )  # fmt: skip
    panel = get(client, f"{BASE}values/iv_offered/?template=tpl_dinner&goal=city")
    assert "None: its words stand in no turn of the person" in panel
    assert "The agent said it, which is no evidence" in panel and "agreed" not in panel
    assert panel.count("<mark>") == 1 and "How about <mark>Lisbon</mark>?" in panel
    assert "That sounds good." in panel  # who agreed to it
    assert "#turn-2" in panel
    panel = get(client, f"{BASE}values/iv_offered/?template=tpl_dinner&goal=wishes")
    assert "<mark>" not in panel and "The agent said" not in panel
    assert panel.count("stand in no turn") == 1


def test_a_correction_that_nobody_said_opens_at_what_it_corrects(
    client: Client, northwind: Organization
) -> None:
    over = conversation(
        northwind, "iv_corrected", template_id="tpl_dinner",
        transcript=turns("Two of us, to begin with.", "Two?", "Seven, maybe.", "Fine."),
        findings=[{"goal": "people", "value": 2}],
    )  # fmt: skip
    path = f"{BASE}values/iv_corrected/?template=tpl_dinner&goal=people"
    for value, told, mark in (
        (4, True, "<mark>Two</mark> of us"),
        (7, False, "<mark>Seven</mark>"),
    ):
        decide_finding(northwind.pk, over.pk, "people", Decision(Decided.CORRECTED, value=value))
        for panel in (get(client, path), get(client, f"{BASE}of/iv_corrected/?goal=people")):
            assert ("What was committed stands here" in panel) is told
            assert mark in panel and panel.count("<mark>") == 1


def test_the_agent_said_a_number_only_where_it_told_what_is_counted(
    client: Client, northwind: Organization
) -> None:
    found = [{"goal": "people", "value": 1}, {"goal": "rooms", "value": 3}]
    said = turns("Hi.", "Hello, one moment please.", "Yes.", "At 3 pm, in one of three rooms?")
    said += [{"role": "user", "text": "Fine."}]
    conversation(
        northwind, "iv_moment", template_id="tpl_dinner", transcript=said, findings=found,
    )  # fmt: skip
    panel = get(client, f"{BASE}values/iv_moment/?template=tpl_dinner&goal=people")
    assert "None: its words stand in no turn" in panel
    assert "<mark>" not in panel and "The agent said" not in panel
    panel = get(client, f"{BASE}values/iv_moment/?template=tpl_dinner&goal=rooms")
    assert "in one of <mark>three</mark> rooms?" in panel and "Fine." in panel


def test_the_same_table_again_is_no_step_to_go_back_from(client: Client) -> None:
    here = f"{BASE}?q=window&template=tpl_dinner"
    for came_from, pushed in ((BASE, here), (here, "false")):
        htmx = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{came_from}"}
        response = client.get(f"{BASE}?template=tpl_dinner&q=window", headers=htmx)
        assert response["HX-Push-Url"] == pushed


def test_the_call_that_is_copied_asks_for_no_column_that_it_cannot_tell(client: Client) -> None:
    page = get(client, f"{BASE}?template=tpl_dinner&col=person.name&col=goal.city&col=about.turns")
    call = re.findall(r"/v1/findings\?[^ ]*", page)[0]
    assert "goal.city" in call and "person.name" not in call and "about.turns" not in call


@pytest.mark.parametrize(
    ("goal", "first", "last"),
    [
        ("city", "A to Z", "Z to A"),
        ("people", "Smallest first", "Largest first"),
        ("day", "Earliest first", "Latest first"),
        ("outdoors", "No first", "Yes first"),
    ],
)
def test_sorting_is_told_in_words_of_the_goals_type(
    client: Client, goal: str, first: str, last: str
) -> None:
    panel = get(client, f"{BASE}goal/?template=tpl_dinner&goal={goal}")
    assert re.search(rf'sort=asc%3A{goal}"[^§]*?{first}', panel)
    assert re.search(rf'sort=desc%3A{goal}"[^§]*?{last}', panel)


@pytest.mark.parametrize(
    ("asked", "told"),
    [(1_200_000, "the first 1,000,000 conversations"), (1_000_000, "1,000,000 conversations")],
)
def test_a_file_that_could_not_take_all_says_so(
    client: Client, northwind: Organization, asked: int, told: str
) -> None:
    now = timezone.now()
    export = Export.objects.create(
        organization=northwind, template=Template.objects.get(), secret="s", query=[], form="csv",
        state="ready", rows_told=asked, is_exact=False, rows_done=1_000_000, size=5, ready_at=now,
        expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    page = get(client, f"/o/northwind/exports/{export.public_id}/")
    assert told in page and ("the first" in page) == ("first" in told)


def test_a_long_name_breaks_behind_its_underscores_and_nothing_in_it_is_markup(
    client: Client, northwind: Organization
) -> None:
    found = [{"goal": "has_<b>_seats", "value": "2"}, {"goal": "city", "value": "Oslo"}]
    conversation(northwind, "iv_long", template_id="tpl_dinner", findings=found)
    for path in (f"{BASE}values/iv_long/?goal=city", "/o/northwind/conversations/iv_long/"):
        page = client.get(path).content.decode()
        assert "has_<wbr>&lt;b&gt;_<wbr>seats" in page


def test_of_many_values_those_are_shown_that_somebody_has(
    client: Client, northwind: Organization
) -> None:
    years = [str(year) for year in range(2010, 2020)]
    template(northwind, "tpl_song", goals=[{"id": "year", "allowed_values": years}])
    for number, year in enumerate(["2018", "2018", "2019", "2012", "1969"]):
        conversation(
            northwind, f"iv_song_{number}", minute=number, template_id="tpl_song", transcript=[],
            findings=[{"goal": "year", "value": year}],
        )  # fmt: skip
    refresh_rollups(northwind.pk)
    strip = get(client, f"{BASE}charts/?template=tpl_song")
    bars = re.findall(r'class="clip" dir="auto">([^<]+)</span><span class="num">(\d+)', strip)
    assert bars == [
        ("2010", "0"), ("2012", "1"), ("2018", "2"), ("2019", "1"), ("other values", "1"),
    ]  # fmt: skip
    assert "6 more" in strip
    strip = get(client, f"{BASE}charts/?template=tpl_song&where=year:is:2018&where=year:is:2015")
    assert ">2015<" in strip and 'class="is-chosen"' in strip


def test_of_very_many_goals_those_have_columns_that_somebody_has(
    client: Client, northwind: Organization
) -> None:
    template(northwind, "tpl_flight", goals=[{"id": f"goal_{number:02}"} for number in range(20)])
    found = [{"goal": goal, "value": "x"} for goal in ("goal_00", "goal_15", "goal_19", "extra")]
    conversation(northwind, "iv_flight", template_id="tpl_flight", findings=found)
    page = get(client, f"{BASE}?template=tpl_flight")
    heads = re.findall(r'goal=([a-z]+_?\d*)&[^>]*hx-target="#panel" hx-swap="innerHTML"', page)
    assert heads == [f"goal_{number:02}" for number in (*range(10), 15, 19)]


def test_a_filter_that_cannot_be_says_of_which_goal(client: Client) -> None:
    for query in ("goal=people&op=range&value=many&value=", "where=people:min:many"):
        response = client.get(f"{BASE}?template=tpl_dinner&{query}")
        page = response.content.decode()
        assert response.status_code == 422
        assert "A filter of findings by people needs a number." in page
        assert 'class="menu more" open' not in page  # nothing is wrong in there
    page = client.get(f"{BASE}?template=tpl_dinner&longer=many").content.decode()
    assert 'class="menu more" open' in page
    panel = get(client, f"{BASE}goal/?template=tpl_dinner&goal=people")
    [pattern] = set(re.findall(r'pattern="([^"]+)"', panel))
    for number in ("12", "-1,200", "0.5", " 7 "):
        assert re.fullmatch(pattern, number)
    assert not re.fullmatch(pattern, "many")


def test_a_view_is_counted_where_it_is_shown_first(client: Client) -> None:
    query = "template=tpl_dinner&where=city%3Ais%3ALisbon"
    saved = client.post(f"{BASE}views/", {"name": "Lisbon", "query": query}, follow=True)
    [link] = re.findall(r'<nav class="nav views".*?</nav>', saved.content.decode(), re.DOTALL)
    assert re.search(r"Lisbon.*?>2<", link, re.DOTALL)


def test_a_page_of_an_export_that_was_removed_leads_to_the_others(client: Client) -> None:
    gone = "/o/northwind/exports/export_removed/"
    assert client.get(gone).status_code == 404
    asked = client.get(gone, headers={"HX-Request": "true", "HX-Target": "export"})
    assert (asked.status_code, asked.headers["HX-Redirect"]) == (404, "/o/northwind/exports/")
