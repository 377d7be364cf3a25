"""Intake before a visit: what the doctor should know beforehand."""

from sources.demo.draws import day, number, pick, several
from sources.demo.english import ENGLISH
from sources.demo.script import QUOTE, Criterion, Family, Goal, Script, Tool, Topic, answer

FAMILY = Family(
    template_id="tpl_intake",
    name="Visit intake",
    description="Takes the history before a visit, so that the doctor has it at hand.",
    instructions=(
        "Ask for the complaint, its start, medication and allergies.",
        "As before; ask for sleep and for someone to call. Send red flags to the nurse.",
    ),
    goals=(
        Goal("complaint", "text", "What brings them, in their words", critical=True),
        Goal("since", "date", "When it began"),
        Goal("pain_level", "number", "0 to 10"),
        Goal("medication", "list", "What they take", critical=True),
        Goal("allergies", "list", "What they react to", critical=True),
        Goal("smoker", "boolean", "Whether they smoke", until=1),
        Goal("sleep_hours", "number", "Hours of sleep a night", since=2),
        Goal("emergency_contact", "object", "{name, relation} of someone to call", since=2),
        Goal("urgency", "category", "How soon to be seen", ("today", "this week", "can wait")),
    ),
    criteria=(
        Criterion(
            "red_flags_passed_on",
            "Alarming symptoms go to the nurse at once",
            ("No alarming symptom was named.", "The nurse was told within the conversation."),
            ("Chest tightness was mentioned and not passed on.",),
        ),
        Criterion(
            "allergies_asked",
            "Allergies are asked for",
            ("The question was asked and answered.",),
            ("The conversation ended before allergies came up.",),
        ),
    ),
    began=(280, 60),
    hook="https://hooks.harbor.example/roxels/intake",
    chained="https://records.harbor.example/api/intakes",
)

_COMPLAINT = Topic(
    "complaint",
    (
        "What [is troubling you|can we do for you]?",
        "[In your own words,|Tell me:] what brings you in?",
    ),
    (
        answer(
            QUOTE,
            "headaches in the afternoon",
            "‹A headache that comes every afternoon›, [like a clock|always the right side].",
            "It's ‹headaches, mostly after lunch›, [not every day|and screens make it worse].",
        ),
        answer(
            QUOTE,
            "a knee that gives way",
            "‹My knee gives way on the stairs›, [down, not up|it's embarrassing].",
            "[I fell.] Since then ‹the knee buckles›, [just like that|without warning].",
        ),
        answer(
            QUOTE,
            "a cough that will not go",
            "‹A cough that won't go away›, [my whole office knows|dry].",
            "‹I can't stop coughing at night›, [the cat moved out|it wakes everyone].",
            then=(("Is there a fever with it?", "[No.|A little, in the first week.]"),),
        ),
        answer(
            QUOTE,
            "an itchy rash on the arms",
            "‹An itchy rash on both arms›, [red, with dots|it wanders].",
            "[My arms.] ‹They itch like mad›, [I sleep with gloves|since the new soap, maybe].",
        ),
        answer(
            QUOTE,
            "being tired all day",
            "‹I'm tired all day, whatever I do›. [Coffee does nothing.|I fall asleep on the bus.]",
        ),
    ),
    ("{first} reports {gist}.", "The complaint is {gist}."),
)
_SINCE = Topic(
    "since",
    ("When did it [begin|start]?", "Since when [have you had it|is that]?"),
    (
        answer(
            "{start}",
            "{start}",
            "[It began|Since] around ‹{start}›.",
            "‹{start}›, [I remember because it was my birthday|or a day later].",
            "[I'd say|Must have been] ‹{start}›.",
        ),
    ),
    ("It began on {gist}.", "First noticed on {gist}."),
    {"start": day(-60, -4)},
)
_PAIN = Topic(
    "pain_level",
    ("From zero to ten, how bad is it?", "How strong is it, zero to ten?"),
    (
        answer(
            "{pain}",
            "{pain} of ten",
            "‹{pain}›, [on a bad day|at night].",
            "[Maybe|Let's say] ‹{pain}›.",
            "‹{pain}›. [I've had worse.|My husband would say more.]",
        ),
    ),
    ("They put it at {gist}.",),
    {"pain": number(0, 9)},
)
_MEDS = Topic(
    "medication",
    (
        "[Do you take|Are you on] any medication?",
        "What medicines do you take, [if any|also without prescription]?",
    ),
    (
        answer(
            "{pills}",
            "{pills}",
            "‹{pills}›, [in the morning|when I remember].",
            "[Let me get the box…] ‹{pills}›.",
            then=(("Any of these new?", "[The last one.|No, for years.]"),),
        ),
        answer(
            [],
            "no medication",
            "‹None›, [touch wood|I don't like pills].",
            "[No,] ‹nothing at all›.",
        ),
    ),
    ("They take {gist}.", "Medication: {gist}."),
    {
        "pills": several(
            ("ibuprofen", "metformin", "a blood pressure tablet", "vitamin D", "an inhaler")
        )
    },
    Tool(
        "check_interactions",
        {"patient": "{first}", "query": "medication list"},
        {"interactions": 0, "checked": True},
        "",
        "",
        "502 Bad Gateway from the drug register",
        (
            "[The drug register does not answer|I can't reach the register]; the pharmacist will "
            "look at it later."
        ),
    ),
)
_ALLERGIES = Topic(
    "allergies",
    ("Any allergies?", "Are you allergic to [anything|any medicine or food]?"),
    (
        answer(
            "{allergens}",
            "{allergens}",
            "[Yes,] ‹{allergens}›.",
            "‹{allergens}›, [quite badly|a bit].",
            then=(("What happens then?", "[I swell up.|A rash.|My throat itches.]"),),
        ),
        answer(
            [],
            "no allergies",
            "‹None that I know of›.",
            "[No,] ‹no allergies›, [just Mondays|luckily].",
        ),
    ),
    ("Allergies: {gist}.",),
    {"allergens": several(("penicillin", "birch pollen", "nuts", "latex"), 2)},
)
_SMOKER = Topic(
    "smoker",
    ("Do you smoke?", "[A quick one:|May I ask,] do you smoke?"),
    (
        answer(
            True, "a smoker", "‹Yes›, [half a pack|I know, I know].", "‹I do›, [on weekends|still]."
        ),
        answer(False, "no smoker", "‹No, never›.", "‹I quit›, [two years ago|for the kids]."),
    ),
    ("{first} is {gist}.",),
)
_SLEEP = Topic(
    "sleep_hours",
    ("How many hours do you sleep?", "And your sleep, how many hours a night?"),
    (
        answer(
            "{hours}",
            "{hours} hours",
            "‹{hours}›, [if nobody snores|in pieces].",
            "[About|Not more than] ‹{hours} hours›.",
        ),
    ),
    ("They sleep {gist} a night.",),
    {"hours": number(3, 9)},
)
_CONTACT = Topic(
    "emergency_contact",
    ("Whom may we call [in an emergency|if need be]?", "Is there somebody we may call for you?"),
    (
        answer(
            {"name": "{kin}", "relation": "{tie}"},
            "{kin} ({tie})",
            "‹{kin}, my {tie}›[.|, always reachable.]",
            "My {tie}, ‹{kin}›. [You have the number.|I'll text it to you.]",
        ),
    ),
    ("In an emergency: {gist}.",),
    {
        "kin": pick("Ngozi", "Łucja", "Tomás", "Aiko", "Fatima", "Ásgeir"),
        "tie": pick("sister", "neighbour", "son", "partner", "mother"),
    },
)
_URGENCY = Topic(
    "urgency",
    (
        "How soon [do you need|would you like] to be seen?",
        "Can it wait, or should it be [this week|today]?",
    ),
    (
        answer("today", "today", "‹Today›, [please, if you can|I can't sleep otherwise]."),
        answer(
            "this week",
            "this week",
            "‹This week› [would be good|if there's anything].",
            "[Some time] ‹this week›, [I'm flexible|mornings].",
        ),
        answer(
            "can wait",
            "it can wait",
            "‹It can wait›, [others need it more|until after the holidays].",
            "[Oh,] ‹no hurry, it can wait›.",
        ),
    ),
    ("Urgency as {first} sees it: {gist}.",),
)
SCRIPT = Script(
    FAMILY,
    ENGLISH,
    (
        (
            "Before your visit, I'd like to ask a few things so that the doctor "
            "[is prepared|has it at hand]."
        ),
        (
            "[It's about your visit.|You're coming in soon.] "
            "[May I ask a few questions?|I have a few questions.]"
        ),
    ),
    (_COMPLAINT, _SINCE, _PAIN, _MEDS, _ALLERGIES, _SMOKER, _SLEEP, _CONTACT, _URGENCY),
    ("Before the visit of {first}.", "Intake with {first}.", "{first}, ahead of a visit."),
    "intake",
    contexts=({"visit": "general"}, {"visit": "orthopaedics"}, {"visit": "skin"}),
)
