"""The symptom diary, read through with a patient; the long one covers five months."""

from datetime import timedelta

from sources.demo.draws import number, pick
from sources.demo.english import ENGLISH
from sources.demo.script import Criterion, Family, Goal, Script, Topic, answer
from sources.demo.stage import Dialogue

FAMILY = Family(
    template_id="tpl_diary",
    name="Symptom diary review",
    description="Goes through a patient's diary day by day and looks for a pattern.",
    instructions=("Read the diary with the patient, one day at a time. Do not interpret.",),
    goals=(
        Goal(
            "worst_weekday",
            "category",
            "The day that is worst",
            ("Monday", "Wednesday", "Friday", "Sunday"),
            critical=True,
        ),
        Goal("triggers", "list", "What they think sets it off"),
        Goal("good_days", "number", "Good days in a month"),
    ),
    criteria=(
        Criterion(
            "no_interpretation",
            "The agent does not interpret the diary",
            ("The agent asked and noted only.",),
            ("The agent suggested that coffee was the cause.",),
        ),
    ),
    began=(150,),
    hook="https://hooks.harbor.example/roxels/diary",
    minutes=None,
)
_ASKS = (
    "[And|What about|Next is] {weekday}, {date}?",
    "{weekday} {date}[: what did you write?|, how was that?|.]",
    "[Then|Now] {date}, a {weekday}.",
)
_ENTRIES = (
    "[I wrote] {sleep} hours of sleep, {state} [in the morning|after lunch|towards the evening].",
    "“{state}, {sleep} hours”, [nothing else|and a drawing of a cloud|underlined twice].",
    "{state}. [Slept {sleep} hours.|Only {sleep} hours of sleep.] [Took one tablet.|No tablet.|]",
    (
        "[There's a coffee stain over it, but] it says {state}, "
        "[went for a walk|stayed in|cooked soup]."
    ),
)
_MORE = (
    "[What did you do that day?|Anything unusual?|What had you eaten?]",
    "[How long did it last?|And the evening?|Did it pass?]",
)
_REPLIES = (
    (
        "[The grandchildren came|Worked late|I was at the allotment|We had guests], "
        "[until nine|it was hot|as always]."
    ),
    (
        "[An hour, maybe {sleep}|Until I lay down|It came back at night], "
        "[then it was gone|so I read]."
    ),
    (
        "[Rice and fish|Too much cheese|The usual|Leftovers], "
        "[and tea|no coffee|and a glass of wine, I admit]."
    ),
    "[I don't remember|It doesn't say|The page is torn], [sorry|to be honest].",
)


def read_days(dialogue: Dialogue, days: int) -> None:
    """Play that many days of the diary, up to the day before the talk."""
    first = dialogue.started_at.date() - timedelta(days=days)
    for index in range(days):
        today = first + timedelta(days=index)
        for name in ("weekday", "date", "sleep", "state"):
            dialogue.slots.pop(name, None)
        dialogue.draw(
            {
                "weekday": pick(f"{today:%A}"),
                "date": pick(f"{today:%B} {today.day}"),
                "sleep": number(3, 9),
                "state": pick(
                    "head fine",
                    "head heavy",
                    "throbbing on the right",
                    "dizzy",
                    "a good day",
                    "flickering before the eyes",
                    "neck stiff",
                ),
            }
        )
        dialogue.agent(dialogue.rng.choice(_ASKS))
        dialogue.person(dialogue.rng.choice(_ENTRIES))
        if dialogue.rng.random() < 0.55:
            dialogue.agent(dialogue.rng.choice(_MORE))
            dialogue.person(dialogue.rng.choice(_REPLIES))


SCRIPT = Script(
    FAMILY,
    ENGLISH,
    (
        (
            "You have your diary with you? [Then let's go through it day by day.|Shall we read it "
            "together?]"
        ),
    ),
    (
        Topic(
            "triggers",
            (
                "What do you think sets it off?",
                "[Looking at it now,|All in all,] what brings it on?",
            ),
            (
                answer("{causes}", "{causes}", "‹{causes}›, [if you ask me|but what do I know]."),
                answer(
                    ["weather"],
                    "the weather",
                    "‹The weather›, [as soon as it turns|my grandmother had that].",
                ),
                answer(
                    ["screens", "too little sleep"],
                    "screens and too little sleep",
                    "[I'd say] ‹screens› and ‹too little sleep›, [in that order|both].",
                ),
            ),
            ("{first} blames {gist}.",),
            {"causes": pick((["stress", "coffee"], "stress and coffee"), (["noise"], "noise"))},
        ),
        Topic(
            "good_days",
            (
                "How many good days were there in a month, roughly?",
                "Count the good days for me, per month?",
            ),
            (
                answer(
                    "{good}",
                    "{good} good days a month",
                    "‹{good}›, [more than I thought|that's not many].",
                    "[About] ‹{good}› a month.",
                ),
            ),
            ("They counted {gist}.",),
            {"good": number(6, 20)},
        ),
        Topic(
            "worst_weekday",
            (
                "Which weekday is the worst?",
                "[Is there a day that stands out?|And the worst weekday?]",
            ),
            tuple(
                answer(
                    name,
                    name,
                    f"‹{name}›, [always|by far].",
                    f"[It's] ‹{name}s›, [looking at it|oddly].",
                )
                for name in ("Monday", "Wednesday", "Friday", "Sunday")
            ),
            ("The worst day is {gist}.",),
        ),
    ),
    ("{first} read out the symptom diary.", "A diary review with {first}."),
    "diary",
    contexts=({"programme": "headache"},),
    rounds=read_days,
)
