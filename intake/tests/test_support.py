"""Whether the words of a finding's evidence hold its value, as docs/findings.md has the rule."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from intake.support import is_supported


@dataclass(frozen=True)
class Turn:
    role: str
    text: str
    at: datetime | None = None


def held(value: Any, *texts: str, named: tuple[str, ...] = ()) -> bool | None:
    """Return whether the last of these turns, which alone was given, holds the value."""
    turns = [Turn("user" if number % 2 else "assistant", text) for number, text in enumerate(texts)]
    return is_supported(value, [{"turn": len(turns)}], "given", turns, named)


@pytest.mark.parametrize(
    ("value", "said", "expected"),
    [
        ("Lisbon", "We are in lisbon these days", True),
        ("Lisbon", "We are in Porto these days", False),
        ("the café by the river", "There is a cafe at that river", True),
        (25, "There are twenty-five of us by now", True),
        (1200, "It cost us 1,200 last year", True),
        (25, "There are twenty of us by now", False),
        ("$1,630", "Ok. I want to transfer 1630 dollars.", True),
        ("$1,630", "Please transfer $1,630.00 to my son", True),
        ("$1,630", "Please transfer 1603 dollars to my son", False),
        ("2012", "Something by Rihanna from seven years ago", None),
        ("2014", "How about something from '14 or so?", None),
        ("2012", "Something by Rihanna for two people", False),
        ("2026-03-14", "Make that the 14th, if you please", True),
        ("2026-03-14", "Make that the 15th, if you please", False),
        ("2026-03-14", "Tomorrow would be best for all of us", None),
        ("18:15", "Somewhere around 6:15 pm would be best", True),
        ("18:15", "Somewhere around 7:15 pm would be best", False),
        (["mail", "sheets"], "We had mail beside it, and sheets too", True),
        (["mail", "sheets"], "We had mail beside it, nothing else", False),
        (True, "We never have seats outdoors in winter", None),
        ("True", "Get a cab for me and my two friends", None),
        ("no", "There is no reason that I can think of", True),
        ({"name": "Ana"}, "My name is something else altogether", None),
    ],
)
def test_a_turn_holds_what_was_said_in_it(value: Any, said: str, expected: bool | None) -> None:
    assert held(value, "", said) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Yes, please.", True),  # too short to stand alone
        ("Tonight, then.", True),
        ("That sounds very good. Thank you, that is all I want at the moment.", True),
        ("Sure! Make a reservation for four on the same day", True),
        ("I like the sound of there. Please reserve one for me.", True),
        ("Okay. Could you find me a hotel near it as well?", True),
        ("No, I am fine with the one that we had before.", False),
        ("What is their phone number, and what is the address?", False),
    ],
)
def test_what_somebody_agrees_to_is_read_in_the_offer_before(answer: str, expected: bool) -> None:
    assert held("Sushi Heaven", "How about Sushi Heaven in Saratoga?", answer) is expected


def test_what_cannot_be_wrong_is_not_flagged() -> None:
    offer = "Which kind of event would you like to see there?"
    assert held("Sports", offer, "Anything with a ball, to be honest") is False
    assert held("Sports", offer, "Anything with a ball, to be honest", named=("sports",)) is None
    turns = [Turn("user", "Anything with a ball, to be honest")]
    assert is_supported("Sports", [{"turn": 1}], "located", turns) is True
    assert is_supported("Sports", [{"turn": 1}], "none", turns) is None
    assert is_supported("Sports", [{"turn": 7}], "given", turns) is None
    assert is_supported("Sports", [{"frame": "frm_1"}], "given", turns) is None


def test_a_span_counts_with_its_whole_words_alone() -> None:
    turns = [Turn("user", "We moved from Porto to Lisbon in the spring of last year")]
    assert is_supported("Lisbon", [{"turn": 1, "start": 24, "end": 27}], "given", turns) is True
    assert is_supported("Porto", [{"turn": 1, "start": 24, "end": 29}], "given", turns) is False


@pytest.mark.parametrize(
    ("offered", "value", "answer", "expected"),
    [
        ("How about Wednesday at two?", "Wednesday",
         "That doesn't work for me, could we do Thursday at the same time", False),
        ("How about Wednesday at two?", "Wednesday",
         "That doesn’t work for me, could we do Thursday at the same time", False),
        ("Would Acme Pro suit you?", "Acme Pro",
         "I'm not sure, I think I'd rather take the basic plan", False),
        ("How about Wednesday?", "Wednesday",
         "I can't, it is not a good day; Friday would be", False),
        ("How about Wednesday?", "Wednesday", "Good idea, but I would rather have Friday", False),
        ("How about Wednesday?", "Wednesday", "Oh no, the day after is fine with me", False),
        ("How about Wednesday?", "Wednesday", "Friday is fine, the others never are", False),
        ("How about Wednesday?", "Wednesday", "Yes, not a problem for me at all", True),
        ("How about Wednesday?", "Wednesday", "Sure, why not, we are free then", True),
        ("How about Wednesday?", "Wednesday", "Not a problem, that works for us", True),
        ("How about Wednesday?", "Wednesday", "Yes, please. We don't eat fish, by the way", True),
        ("How about Wednesday?", "Wednesday", "Yes. But we can't come before the evening", False),
        ("How about Wednesday?", "Wednesday", "Okay. That doesn't work for all of us", False),
        ("How about Wednesday?", "Wednesday", "Great, I don't need anything else for now", True),
        ("How about Wednesday?", "Wednesday",
         "Perfect, and so that you know it in time: there is a dog, which is nothing new", True),
    ],
)  # fmt: skip
def test_who_turns_an_offer_down_does_not_agree_to_it(
    offered: str, value: str, answer: str, expected: bool
) -> None:
    assert held(value, offered, answer) is expected


@pytest.mark.parametrize(
    ("asked", "value", "answer", "expected"),
    [
        ("Shall I book Sushi Heaven?", "Sushi Heaven", "No, thanks.", False),
        ("Shall I book Sushi Heaven?", "Sushi Heaven", "No thank you!", False),
        ("Shall I book Sushi Heaven?", "Sushi Heaven", "Not right now.", False),
        ("Shall I book Sushi Heaven?", "Sushi Heaven", "No, thanks a lot for your help.", False),
        ("Is it for 4 of you?", 4, "I don't think so", False),
        ("Is it for 4 of you?", 4, "Nope", False),
        # What is turned down is something else, or a change: what was said before it stands.
        ("It is Sushi Heaven at two. Anything else?", "Sushi Heaven", "No, thanks.", True),
        ("So 4 of you. Would you change anything?", 4, "No, that's all.", True),
        ("Would you mind the second floor?", "second floor", "Not at all.", True),
        # It answers more than no, or the value is that there is none.
        ("Tonight or Monday?", "Monday", "No, the other", True),
        ("Sushi Heaven or Sushi Hell?", "Sushi Heaven", "Not Hell.", True),
        ("How about Sushi Heaven?", "Sushi Heaven", "No problem", True),
        ("How about Sushi Heaven?", "Sushi Heaven", "Why not?", True),
        ("Do you need parking?", "no parking", "No, thanks.", True),
        ("Is there a garden, or a pool?", "without a pool", "No.", True),
        ("Do you have allergies?", "none", "No.", None),
        ("Are there children with you?", 0, "Nope.", None),
        ("Are there children with you?", 3, "Nope.", False),
        ("Are there children with you?", "0", "Yes", False),
    ],
)
def test_a_bare_no_takes_up_nothing(asked: str, value: Any, answer: str, expected: bool) -> None:
    assert held(value, asked, answer) is expected


@pytest.mark.parametrize(
    ("value", "said", "expected"),
    [
        ("two bedrooms", "I want 2 bedrooms and a garden", True),
        ("2 bedrooms", "I want two bedrooms and a garden", True),
        ("two bedrooms", "I want 3 bedrooms and a garden", False),
        ("five people", "By then there are 5 people", True),
        ("twenty-five people", "By then there are 25 people", True),
        ("two hundred and ten euros", "It must be under 210 euros", True),
        ("a hundred euros", "It must be under 100 euros", True),
        (100, "It must be under a hundred euros", True),
        ("first floor", "We live on the 1st floor there", True),
        ("1st floor", "We live on the first floor there", True),
        ("21st floor", "We live on the twenty-first floor there", True),
        ("first floor", "We live on the 2nd floor there", False),
        (1, "We live on the first floor there", True),
        ("912345678", "You reach me at 912 345 678, in the evening", True),
        (912345678, "You reach me at 912 345 678, in the evening", True),
        ("912 345 678", "You reach me at 912345678, in the evening", True),
        ("+351912345678", "It is plus 351 912 345 678, in the evening", True),
        ("+351 912-345-678", "It is +351912345678, in the evening", True),
        ("91234", "It is nine one two three four, I believe", True),
        ("912345678", "You reach me at 912 345 679, in the evening", False),
        (12345.67, "You reach me at 12 34 56 7, in the evening", False),
        (1234, "There are 12 of them and 34 of us", False),
        (3.5, "It took three and a half years to do", None),
        ("3.5 years", "It took three and a half years to do", None),
        (12, "I would like to have a dozen of them", None),
        (2, "It is for a couple that we know well", None),
        (0, "I'd say that there were none of them", None),
        (12, "I would like to have eleven of them", False),
    ],
)
def test_a_number_is_the_same_in_words_and_in_digits(
    value: Any, said: str, expected: bool | None
) -> None:
    assert held(value, "", said) is expected
