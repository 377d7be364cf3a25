"""A finding's words are found where the person first said them, and nowhere else."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from intake.evidence import Transcript
from intake.records import FindingRecord, TurnRecord

START = datetime(2026, 5, 1, 12, tzinfo=UTC)


def located(value: Any, *texts: str, **finding: Any) -> list[str]:
    """The words marked for `value`; each text is a user turn, a minute apart."""
    turns = [
        TurnRecord(role="user", text=text, at=START + timedelta(minutes=index))
        for index, text in enumerate(texts)
    ]
    spans = Transcript(turns).locate(FindingRecord(goal="goal", value=value, **finding))
    return [texts[span["turn"] - 1][span["start"] : span["end"]] for span in spans]


@pytest.mark.parametrize(
    ("value", "text", "marked"),
    [
        ("San Jose", "Somewhere in San Jose, please.", "San Jose"),
        ("san jose", "SAN  JOSE!", "SAN  JOSE"),
        ("Francois", "I am François.", "François"),
        ("François", "I am francois.", "francois"),
        ("Straße", "Die STRASSE dort", "STRASSE"),
        ("Rosie Mccann's", "at Rosie McCann’s on Monday", "Rosie McCann’s"),
        ("“Sino”", "Try Sino.", "Sino"),
        ("2", "A table for two.", "two"),
        (2, "A table for two.", "two"),
        ("two", "A table for 2.", "2"),
        (2.0, "That makes 2", "2"),
        (2.5, "It is 2.5 miles.", "2.5"),
        (20, "Twenty of us", "Twenty"),
        (1200, "About 1,200 a month", "1,200"),
        ("11:30 am", "at 11:30am sharp", "11:30am"),
        ("$45", "It was 45 dollars", "45"),
        ("東京", "東京に行きます", "東京"),
        ("408-247-8880", "Call 408 247 8880.", "408 247 8880"),
    ],
)
def test_words_are_compared_as_a_reader_would(value: Any, text: str, marked: str) -> None:
    assert located(value, text) == [marked]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("art", "We start now."),
        ("2", "on March 2nd"),
        ("11", "at 11:30 am"),
        (5, "It is 2.5 miles."),
        ("San Jose", "San Francisco and Jose"),
        ("21", "twenty one"),
        ("Sino", ""),
        ("", "anything"),
        ("…", "anything …"),
        (True, "true, yes"),
        (None, "none"),
        ({"city": "Napa"}, "Napa"),
    ],
)
def test_what_was_not_said_is_not_marked(value: Any, text: str) -> None:
    assert located(value, text) == []


def test_the_first_turn_that_says_it_is_marked() -> None:
    spans = Transcript(
        [
            TurnRecord(role="user", text="Two of us, or three?"),
            TurnRecord(role="user", text="Make it four."),
            TurnRecord(role="user", text="Yes, four."),
        ]
    ).locate(FindingRecord(goal="seats", value=4))
    assert spans == [{"turn": 2, "start": 8, "end": 12}]


def test_only_what_the_person_said_counts() -> None:
    turns = [
        TurnRecord(role="assistant", text="Is it Napa?"),
        TurnRecord(role="system", text="Napa"),
        TurnRecord(role="user", text="Yes."),
    ]
    assert Transcript(turns).locate(FindingRecord(goal="city", value="Napa")) == []


def test_nothing_said_after_the_commit_is_marked() -> None:
    said = ("Well …", "Napa.")
    assert located("Napa", *said, committed_at=START) == []
    assert located("Napa", *said, committed_at=START + timedelta(minutes=1)) == ["Napa"]


def test_the_items_of_a_list_are_marked_one_by_one() -> None:
    said = ("Red and blue.", "No, green.")
    assert located(["green", "red", "pink", "Red", True, ["blue"]], *said) == ["green", "Red"]


def test_a_word_that_begins_alike_does_not_hide_the_match_behind_it() -> None:
    assert located("San Jose", "San San Jose") == ["San Jose"]


def test_a_turn_that_reads_otherwise_now_is_looked_at_anew() -> None:
    turns = [SimpleNamespace(role="user", text=text, at=None) for text in ("Sam Hosay", "San Jose")]
    transcript, sought = Transcript(turns), FindingRecord(goal="city", value="San Jose")
    assert transcript.locate(sought) == [{"turn": 2, "start": 0, "end": 8}]
    assert transcript.locate(sought, among=1) == []
    turns[0].text = "San Jose"
    transcript.reword(1)
    assert transcript.locate(sought, among=1) == [{"turn": 1, "start": 0, "end": 8}]


def test_looking_has_an_end() -> None:
    numbers = list(range(1_000, 1_300))
    assert located(numbers, " ".join(map(str, numbers))) == [str(n) for n in numbers[:100]]
    never = FindingRecord(goal="never", value="a " * 59 + "b")
    transcript = Transcript([TurnRecord(role="user", text="Napa " + "a " * 40_000)])
    for _ in range(50):
        assert transcript.locate(never) == []
    assert transcript.locate(FindingRecord(goal="city", value="Napa")) == []


@pytest.mark.parametrize(
    ("goal", "value", "texts", "marked"),
    [
        ("number_of_rooms", "1", ["A 1 star hotel with one room"], "one"),
        ("number_of_rooms", "2", ["a two star hotel", "make it 2 rooms"], "2"),
        ("star_rating", 3, ["I need three rooms in a 3 star hotel"], "3"),
        ("number_of_days", "1", ["any other 1 star hotel?", "for one day"], "one"),
        ("people", "4", ["half past 4 in the evening", "There are four of us"], "four"),
        ("people", "2", ["I would be there at 2 pm", "a table for two"], "two"),
        ("people", "7", ["at 7 o'clock", "it's seven"], "seven"),
        ("people", "3", ["at 3 in the afternoon, for three"], "three"),
        ("people", "5", ["5 or so", "well, five people"], "five"),  # beside a word of its goal
        ("people", "6", ["six, I think", "or 6"], "six"),  # else the first
    ],
)
def test_a_number_is_marked_where_it_is_the_goals_own(
    goal: str, value: Any, texts: list[str], marked: str
) -> None:
    turns = [TurnRecord(role="user", text=text) for text in texts]
    goals = ["number_of_rooms", "star_rating", "number_of_days", "people"]
    [span] = Transcript(turns, goals).locate(FindingRecord(goal=goal, value=value))
    assert texts[span["turn"] - 1][span["start"] : span["end"]] == marked


def test_a_number_of_another_goal_s_things_is_none() -> None:
    turns = [TurnRecord(role="user", text="I'll be there for one day, at 1 pm")]
    goals = ["number_of_rooms", "number_of_days"]
    assert Transcript(turns, goals).locate(FindingRecord(goal="number_of_rooms", value="1")) == []
