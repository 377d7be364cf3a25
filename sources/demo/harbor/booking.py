"""Appointment booking: which clinic, when, what for."""

from sources.demo.draws import clock, day, number, pick
from sources.demo.english import ENGLISH
from sources.demo.script import Criterion, Family, Goal, Script, Tool, Topic, answer

FAMILY = Family(
    template_id="tpl_booking",
    name="Appointment booking",
    description="Finds a time at one of the clinics and books it.",
    instructions=(
        "Book an appointment: clinic, day, time, reason.",
        "Book an appointment and ask whether it is the first visit.",
        "As before; also ask for access needs, and offer the waiting list where nothing is free.",
    ),
    goals=(
        Goal(
            "clinic",
            "category",
            "Which clinic",
            ("Quayside", "Lighthouse", "Old Harbor"),
            critical=True,
        ),
        Goal("appointment_date", "date", "The day agreed on", critical=True),
        Goal("appointment_time", "text", "The time agreed on, HH:MM"),
        Goal("reason", "category", "Why they come", ("check-up", "pain", "vaccination", "results")),
        Goal("first_visit", "boolean", "Whether they were never here before", since=2),
        Goal("access_needs", "list", "Lift, interpreter, quiet room …", since=3),
        Goal("travel_minutes", "number", "How long they need to get there", until=1),
    ),
    criteria=(
        Criterion(
            "read_back",
            "Day and time are read back before booking",
            ("The agent repeated day and time and waited for a yes.",),
            ("The booking was made without reading the time back.",),
        ),
        Criterion(
            "no_advice",
            "No medical advice is given",
            ("Questions about symptoms were passed to the nurse.", "No advice was asked or given."),
            ("The agent remarked that the pain “is probably nothing”.",),
        ),
    ),
    began=(320, 110, 38),
    hook="https://hooks.harbor.example/roxels/booking",
    callback="appointmentBooked",
    chained="https://desk.harbor.example/api/appointments",
    minutes=15,
)

_CLINIC = Topic(
    "clinic",
    (
        "Which of our clinics [suits you|is closest]?",
        "Would that be Quayside, Lighthouse or Old Harbor?",
    ),
    (
        answer(
            "Quayside",
            "Quayside",
            "‹Quayside›, [please|it's near my work].",
            "The one at the ferry, ‹Quayside›.",
        ),
        answer(
            "Lighthouse",
            "Lighthouse",
            "‹Lighthouse› [is closer|as always].",
            "[I always go to] ‹Lighthouse›.",
        ),
        answer(
            "Old Harbor",
            "Old Harbor",
            "‹Old Harbor›, [if possible|the one with the stairs].",
            "[The old one,] ‹Old Harbor›, [I can walk there|by the market].",
        ),
    ),
    ("It is at {gist}.", "The clinic chosen is {gist}."),
)
_DATE = Topic(
    "appointment_date",
    ("[What day|Which day] would you like?", "When [would you like to come|suits you]?"),
    (
        answer(
            "{date}",
            "{date}",
            "[Could I come|Is there anything] on ‹{date}›?",
            "‹{date}› [would be good|if there's room|is my day off].",
            "[Let me look…] ‹{date}›. [Before that I'm away.|No, wait. Yes, that.]",
        ),
    ),
    ("The day agreed on is {gist}.", "It will be on {gist}."),
    {"date": day(1, 28), "slot": clock(8, 16)},
    Tool(
        "find_free_slots",
        {"date": "{date}", "length_minutes": 20},
        {"date": "{date}", "free": ["{slot}", "16:40"], "doctor": "Dr. {doctor}"},
        "On {date} I have {slot} with Dr. {doctor}[.|, or late in the day.]",
        "[That works.|The first one, please.|Oh good.]",
        "timeout after 8000 ms",
        (
            "[The calendar is slow today|I can't see the calendar], so the desk will confirm by "
            "text message."
        ),
    ),
)
_TIME = Topic(
    "appointment_time",
    (
        "So [what time shall I put down|which time do you want]?",
        "[Is the time all right?|And the time?]",
    ),
    (
        answer(
            "{slot}",
            "{slot}",
            "[Yes,] ‹{slot}›[, thank you|, perfect|].",
            "‹{slot}› [is fine|it is|then].",
        ),
    ),
    ("The time is {gist}.",),
    tool=Tool(
        "book_appointment",
        {"date": "{date}", "time": "{slot}", "patient": "{first}", "length_minutes": 20},
        {"booked": True, "reference": "{reference}", "date": "{date}", "time": "{slot}"},
        "[Booked|It's in the book]: {date}, {slot}. Your reference is {reference}.",
        "[Let me write that down… {reference}. Okay.|Thanks.|Got it.]",
        "409 Conflict: the slot was taken meanwhile",
        "[Oh, someone was faster|That slot just went]. I've put you on the waiting list for it.",
    ),
)
_REASON = Topic(
    "reason",
    ("What [is it for|brings you to us]?", "May I ask what you're coming for?"),
    (
        answer(
            "check-up",
            "a check-up",
            "[Just] ‹a check-up›, [it's been a while|my wife insists].",
            "‹The yearly check-up›, [nothing special|all fine so far].",
        ),
        answer(
            "pain",
            "pain in the {spot}",
            "‹My {spot} hurts›, [since the weekend|for {nights} nights now].",
            "I've had ‹pain in the {spot}› [for {nights} days|on and off].",
            then=(("Is it bad right now?", "[No, bearable.|It comes and goes.|When I laugh.]"),),
        ),
        answer(
            "vaccination",
            "a vaccination",
            "‹A vaccination›, [for a trip|the flu one].",
            "[I need] ‹my booster›, [I think it's due|says the letter].",
        ),
        answer(
            "results",
            "test results",
            "To [hear about|get] ‹my blood results›.",
            "‹The results from last time›, [someone said to come in|they wouldn't say by phone].",
        ),
    ),
    ("{first} comes for {gist}.", "The reason is {gist}."),
    {"spot": pick("shoulder", "lower back", "left knee", "jaw", "ankle"), "nights": number(2, 9)},
)
_FIRST = Topic(
    "first_visit",
    ("Have you been with us before?", "Is this your first time [here|with us]?"),
    (
        answer(
            True,
            "new at the clinics",
            "‹It's my first time›, [we just moved|a neighbour sent me].",
            "‹Never been›, [no|I'm new in town].",
        ),
        answer(
            False,
            "known at the clinics",
            "‹I was there {years} years ago›, [for the same thing|I think].",
            "‹I've been before›, [you have my file|many times].",
        ),
    ),
    ("{first} is {gist}.",),
    {"years": number(2, 9)},
)
_ACCESS = Topic(
    "access_needs",
    (
        "[Is there anything you need from us|Do you need anything], a lift, an interpreter?",
        "Is there something we should prepare for you?",
    ),
    (
        answer(["lift"], "a lift", "‹A lift›, [I'm on crutches|my knees are done with stairs]."),
        answer(
            ["interpreter"],
            "an interpreter for {tongue}",
            "‹An interpreter› for {tongue}, [it's for my mother|if you have one].",
        ),
        answer(
            ["quiet room", "extra time"],
            "a quiet room and extra time",
            "‹A quiet room› [if there is one|please], and ‹a bit more time›.",
        ),
        answer(
            [],
            "nothing special",
            "[No,] ‹nothing, thanks›.",
            "‹I'm fine›, [just the chair|thanks].",
        ),
    ),
    ("They need {gist}.",),
    {"tongue": pick("Portuguese", "Tamil", "Polish", "Tigrinya")},
)
_TRAVEL = Topic(
    "travel_minutes",
    ("How long [does it take you to get there|is your way]?",),
    (
        answer(
            "{way}",
            "{way} minutes",
            "‹{way} minutes› [by bus|on foot|with luck].",
            "[About] ‹{way}› minutes, [depends on the bridge|if I run].",
        ),
    ),
    ("The way takes {gist}.",),
    {"way": number(10, 55, 5)},
)
SCRIPT = Script(
    FAMILY,
    ENGLISH,
    (
        (
            "Harbor Clinics, [how can I help?|what can I do for you?] I can book, move or cancel "
            "appointments."
        ),
        (
            "[You've reached|This is] the booking line of Harbor Clinics. "
            "[Shall we find you a time?|You'd like an appointment?]"
        ),
    ),
    (_REASON, _CLINIC, _FIRST, _DATE, _TIME, _ACCESS, _TRAVEL),
    ("{first} wanted an appointment.", "An appointment for {first}.", "{first} called to book."),
    "booking",
    asides=(
        (
            "u: [Can I bring my daughter|May my husband come along]?",
            "a: [Of course.|Yes, gladly.] [Shall I note it?|There's room for one more.]",
            "u: [Yes please.|Not needed, just asking.]",
        ),
        (
            "u: [What does it cost without insurance|Do I pay there]?",
            "a: The desk [tells you before anything is done|will explain that when you arrive].",
            "u: [Fair enough.|Okay, I'll ask them.]",
        ),
    ),
    slots={
        "doctor": pick("Okonjo", "Lindqvist", "Arruda", "Mehta"),
        "reference": pick("HB-20417", "HB-31880", "HB-44102", "HB-58213", "HB-60977"),
    },
    contexts=({"line": "booking", "channel": "phone"}, {"line": "booking", "channel": "web"}),
)
