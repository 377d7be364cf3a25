"""Follow-up calls after a treatment."""

from sources.demo.draws import day, number, pick
from sources.demo.english import ENGLISH
from sources.demo.script import QUOTE, Criterion, Family, Goal, Script, Topic, answer

FAMILY = Family(
    template_id="tpl_follow_up",
    name="Follow-up call",
    description="Asks how it went after a treatment, and whether anybody should call.",
    instructions=("Ask how the person is, what still bothers them, and offer a nurse's call.",),
    goals=(
        Goal("recovery", "category", "How it goes", ("better", "same", "worse"), critical=True),
        Goal("still_bothers", "text", "What still bothers them"),
        Goal("days_off", "number", "Days off work or school"),
        Goal("took_as_told", "boolean", "Whether the medicine was taken as told"),
        Goal("next_check", "date", "When they come again"),
        Goal("nurse_call", "boolean", "Whether a nurse should call", critical=True),
    ),
    criteria=(
        Criterion(
            "worse_is_passed_on",
            "Whoever feels worse is offered a nurse's call",
            ("The offer was made.", "Not needed: nothing got worse."),
            ("The person felt worse and the agent only wished them well.",),
        ),
    ),
    began=(200,),
    hook="https://hooks.harbor.example/roxels/follow-up",
    callback="followUpDone",
    minutes=10,
)
_RECOVERY = Topic(
    "recovery",
    (
        "How [are you|have you been] since the {treatment}?",
        "It's been {ago} days since the {treatment}. How is it?",
    ),
    (
        answer(
            "better",
            "better",
            "‹Much better›, [thanks|I could dance].",
            "[Honestly?] ‹It's better every day›.",
        ),
        answer(
            "same",
            "unchanged",
            "‹About the same›, [no better, no worse|I'm afraid].",
            "‹Nothing has changed›, [to be honest|so far].",
        ),
        answer(
            "worse",
            "worse",
            "‹Worse›, [if anything|I don't want to complain].",
            "[Not good.] ‹It got worse› [since Sunday|at night].",
            then=(
                (
                    "Would you like me to tell the nurse right away?",
                    "[Yes, please.|That would be kind.]",
                ),
            ),
        ),
    ),
    ("Since the {treatment} {first} feels {gist}.",),
)
_BOTHERS = Topic(
    "still_bothers",
    ("What still bothers you?", "Is there anything that isn't [right|as it was] yet?"),
    (
        answer(QUOTE, "the stairs", "‹The stairs›, [down more than up|I go backwards]."),
        answer(
            QUOTE, "the scar itching", "‹The scar itches›, [but they say that's good|at night]."
        ),
        answer(
            QUOTE,
            "sleeping on one side",
            "‹I can't sleep on my left side›, [and I'm a left-side person|yet].",
        ),
        answer(QUOTE, "nothing", "‹Nothing›, [really|I'm amazed myself]."),
        answer(
            QUOTE,
            "lifting things",
            "‹Lifting anything heavier than a kettle›, [or the cat|my arm shakes].",
        ),
    ),
    ("What still bothers them: {gist}.",),
)
_OFF = Topic(
    "days_off",
    ("How many days [were you off|did you miss]?", "How long were you off work?"),
    (
        answer(
            "{off}",
            "{off} days off",
            "‹{off} days›, [with the weekend|boss wasn't happy].",
            "[I took] ‹{off}›, [then I got bored|it was enough].",
        ),
    ),
    ("They took {gist}.",),
    {"off": number(2, 15)},
)
_TOOK = Topic(
    "took_as_told",
    ("Did you take the {drug} as [told|written on the box]?", "And the {drug}, did that work out?"),
    (
        answer(
            True,
            "took the {drug} as told",
            "‹Yes, every one of them›, [to the end|with an alarm].",
            "‹As the doctor said›, [no more, no less|my wife counts them].",
        ),
        answer(
            False,
            "did not take the {drug} as told",
            "‹I stopped after a few days›, [it upset my stomach|felt fine].",
            "[Well…] ‹not all of it›, [I forget in the evening|sorry].",
        ),
    ),
    ("{first} {gist}.",),
)
_NEXT = Topic(
    "next_check",
    ("When do you come again?", "Do you have [a date for the next check|your next date]?"),
    (
        answer(
            "{again}",
            "{again}",
            "‹{again}›, [it's on the fridge|early].",
            "[They told me] ‹{again}›.",
        ),
    ),
    ("The next check is on {gist}.",),
    {"again": day(5, 45)},
)
_NURSE = Topic(
    "nurse_call",
    ("Shall a nurse call you?", "Would you like [one of our nurses to call|a call from a nurse]?"),
    (
        answer(
            True,
            "asked for a nurse's call",
            "‹Yes please›, [after four|any time].",
            "‹That would be nice›, [today|no rush].",
        ),
        answer(
            False,
            "needs no call",
            "‹No need›, [thank you|I know where you are].",
            "[No,] ‹I'm fine›, [really|honestly].",
        ),
    ),
    ("{first} {gist}.",),
)
SCRIPT = Script(
    FAMILY,
    ENGLISH,
    (
        (
            "I'm calling from Harbor Clinics [to hear how you are|about your treatment]. "
            "[It's quick.|Is this a good moment?]"
        ),
        (
            "This is the follow-up from Harbor Clinics. "
            "[We'd like to know how it went.|How are things?]"
        ),
    ),
    (_RECOVERY, _BOTHERS, _OFF, _TOOK, _NEXT, _NURSE),
    (
        "A follow-up with {first} after the {treatment}.",
        "{first} was called after the {treatment}.",
    ),
    "follow-up",
    slots={
        "treatment": pick("knee operation", "hip operation", "fall on the ice", "back surgery"),
        "drug": pick("antibiotic", "blood thinner", "painkiller"),
        "ago": number(3, 14),
    },
    contexts=({"ward": "day surgery"}, {"ward": "orthopaedics"}),
)
