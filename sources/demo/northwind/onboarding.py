"""Onboarding interviews: who a new customer is, and what they came for."""

from sources.demo.draws import day, number, pick, several
from sources.demo.english import ENGLISH
from sources.demo.northwind.onboarding_template import FAMILY
from sources.demo.script import QUOTE, Script, Tool, Topic, answer

_ROLE = Topic(
    "role",
    (
        "[To begin with|First of all], what do you do [at work|all day]?",
        (
            "[Tell me a bit about your role.|What does your job look like?|How would you describe "
            "your job?]"
        ),
    ),
    (
        answer(
            QUOTE,
            "runs research operations",
            "I [basically|more or less] ‹run research operations for {area}›.",
            "My title says manager, but I ‹look after recruiting and scheduling for {area}›.",
            then=(
                ("And how long have you done that?", "[Since spring|Two years or so|Oh, ages]."),
            ),
        ),
        answer(
            QUOTE,
            "works as a designer with research on the side",
            "I'm a ‹product designer who ends up doing the interviews as well›.",
            "‹Designer for {area}›, and since nobody else does it I also talk to customers.",
        ),
        answer(
            QUOTE,
            "founded the company and does everything",
            "I'm ‹one of the founders›, so [everything and nothing|whatever is on fire].",
            "‹Founder, support desk and janitor›, [depending on the day|in that order].",
            then=(
                ("How many customers do you talk to in a week?", "[Five|Maybe ten|Not enough]."),
            ),
        ),
        answer(
            QUOTE,
            "leads a support team",
            "I ‹lead the support team for {area}›, [and we hear every complaint first|sadly].",
            "‹Head of support›. [People shout, I take notes.|We are the early warning system.]",
        ),
    ),
    ("{first} {gist}.", "In their role {first} {gist}."),
    {"area": pick("the payments app", "our shop", "the Nordics", "mobile", "the partner portal")},
)
_TEAM = Topic(
    "team_size",
    (
        "How many of you [will be using it|are on the team]?",
        "How [big|large] is the team [that would work with us|behind you]?",
    ),
    (
        answer(
            "{people}",
            "{people} people",
            "‹{people} people›, [give or take|if everybody says yes].",
            "[We're|There are] ‹{people}› of us [right now|today], [and hiring|no plans to grow].",
            "Let me count… ‹{people}›, [with the interns|without the agency].",
            then=(("So {people}, did I get that right?", "[Yes|Correct], {people}."),),
        ),
    ),
    ("The team is {gist}.", "They count {gist} who would use it."),
    {"people": number(2, 60)},
)
_TOOLS = Topic(
    "current_tools",
    (
        "What do you use [for this today|at the moment]?",
        "[Which|What] tools [is it replacing|would this sit next to]?",
    ),
    (
        answer(
            "{tools}",
            "{tools}",
            (
                "[At the moment|Today] it's ‹{tools}›, "
                "[held together with tape|and a lot of patience]."
            ),
            "‹{tools}›. [Don't judge.|Not pretty, but it works.]",
            "We [live in|get by with] ‹{tools}› [mostly|and the odd whiteboard].",
            then=(
                ("Which of these would you miss?", "[None of them|The spreadsheet, I'm afraid]."),
            ),
        ),
    ),
    ("Today they use {gist}.", "It would replace {gist}."),
    {
        "tools": several(
            (
                "spreadsheets",
                "shared docs",
                "a survey form",
                "video calls",
                "sticky notes",
                "e-mail",
            ),
        )
    },
)
_PROJECT = Topic(
    "first_project",
    (
        "What's the first thing you want to [try with us|get done]?",
        "If [you could only do one thing this quarter|it had to be one project], what would it be?",
    ),
    (
        answer(
            QUOTE,
            "understanding why trials end after a week",
            "We want to know ‹why people drop out of the trial after a week›.",
            "‹Finding out why trials die in week two›, [that's the big one|nothing else matters].",
        ),
        answer(
            QUOTE,
            "exit conversations with everyone who cancels",
            (
                "I'd like to ‹talk to every single customer who cancels›, "
                "[which we never manage|by voice]."
            ),
            "‹Exit conversations›, [hands down|no doubt]. [We only guess today.|It's all hearsay.]",
        ),
        answer(
            QUOTE,
            "testing a new price page in {count} markets",
            (
                "‹A test of the new price page in {count} markets›, "
                "[before we roll it out|in parallel]."
            ),
            "There's a new price page, and we need to ‹test it in {count} markets at once›.",
            then=(("Which market comes first?", "[Portugal|Japan|Whichever is ready]."),),
        ),
        answer(
            QUOTE,
            "a diary study with nurses on night shift",
            (
                "‹A diary study with nurses on the night shift›, "
                "[they can't come to a lab|they're busy]."
            ),
            (
                "[We work with hospitals.|It's a health product.] ‹Diaries from the night shift "
                "nurses›."
            ),
        ),
    ),
    ("The first project is {gist}.", "They want to start with {gist}."),
    {"count": number(2, 9)},
)
_LAUNCH = Topic(
    "launch_date",
    (
        "When does it [have to be live|need to be ready]?",
        "[Is there a deadline?|By when do you need it?]",
    ),
    (
        answer(
            "{launch}",
            "{launch}",
            "[It has to be live|We promised it] by ‹{launch}›.",
            "‹{launch}›, [that's when the board meets|no later than that|and I'm not joking].",
            "[Ideally yesterday.|Soon.] But on paper, ‹{launch}›.",
        ),
    ),
    ("It has to be live by {gist}.", "The date they gave is {gist}."),
    {"launch": day(14, 90), "account": pick("acc_4410", "acc_7302", "acc_1186", "acc_9054")},
    Tool(
        "create_reminder",
        {"account": "{account}", "due": "{launch}", "note": "first project goes live"},
        {"ok": True, "reminder": {"due": "{launch}", "channel": "email"}},
        "I've [set|put down] a reminder for {launch}.",
        "[Great, thanks.|Oh, handy.]",
        "calendar answered 503 Service Unavailable",
        "I [could not|wasn't able to] set a reminder just now, but I noted {launch}.",
    ),
)
_SSO = Topic(
    "sso_needed",
    (
        "Do you need single sign-on?",
        "[Is single sign-on a must for you?|Will IT ask for single sign-on?]",
    ),
    (
        answer(
            True,
            "single sign-on is a must",
            "‹Yes, we can't do without it›, [security insists|it's policy].",
            "‹Absolutely, no login of our own›, [IT would kill me|they won't sign otherwise].",
        ),
        answer(
            False,
            "single sign-on is not needed",
            "‹No, passwords are fine›, [we're small|for now].",
            "‹Not needed›. [Maybe next year.|Nobody has ever asked.]",
        ),
    ),
    ("As for access, {gist}.",),
)
_HEARD = Topic(
    "heard_from",
    ("How did you [hear about|come across] us?", "[And what|What] brought you [to us|here]?"),
    (
        answer(
            "colleague",
            "a colleague",
            "‹A colleague› [swore by it|from my last job told me].",
            (
                "[Word of mouth.|A friend.] ‹Someone I used to work with› "
                "[mentioned you|wouldn't stop]."
            ),
        ),
        answer(
            "search",
            "a search",
            "‹I searched for it›, [very boring|late at night].",
            "[Just|Plain] ‹search›, you were [third|on page one].",
        ),
        answer(
            "event",
            "an event",
            "[At|I saw you at] ‹an event in {city}›.",
            "‹Your talk at the meetup in {city}›, [the one with the cake|it was packed].",
        ),
        answer(
            "newsletter",
            "the newsletter",
            "‹Your newsletter›, [I do read it|believe it or not].",
            "‹The newsletter› [someone forwarded|with the checklist].",
        ),
    ),
    ("They found us through {gist}.",),
    {"city": pick("Tallinn", "Porto", "Osaka", "Graz", "Bergen")},
)
_WORRY = Topic(
    "biggest_worry",
    ("What could make this [fail|go wrong]?", "What [worried|bothered] you before you signed up?"),
    (
        answer(
            QUOTE,
            "that nobody reads the results",
            "That ‹nobody reads the results›, [like last time|as usual].",
            "[Honestly?|To be frank,] ‹results piling up unread›.",
        ),
        answer(
            QUOTE,
            "what legal will say about recordings",
            "‹What legal says about recording people›, [they move slowly|we're in health].",
            "[Our lawyers.|Legal.] ‹They get nervous about recordings›.",
        ),
        answer(
            QUOTE,
            "that customers won't talk to a machine",
            "That ‹our customers won't talk to a machine›, [they're farmers|some are over eighty].",
            "‹Older customers hanging up on an AI›, [to be blunt|I mean, no offence].",
        ),
    ),
    ("Their worry is {gist}.", "What could go wrong, they say, is {gist}."),
)
_BUDGET = Topic(
    "budget_owner",
    ("Who [signs off on the budget|holds the budget], by the way?",),
    (
        answer(
            "finance",
            "finance",
            "‹Finance›, [always|and they count every cent].",
            "‹Our finance lead›.",
        ),
        answer("self", "{first}", "‹I do›, [up to a point|luckily].", "‹That's me›."),
    ),
    ("The budget is with {gist}.",),
)
SCRIPT = Script(
    FAMILY,
    ENGLISH,
    (
        (
            "[Thanks for joining|Great to have you]! I'd like to learn "
            "[a little|a bit] about you so that your first weeks go well."
        ),
        (
            "Welcome! [This takes about ten minutes.|It won't take long.] "
            "[Feel free to ramble.|There are no wrong answers.]"
        ),
    ),
    (_LAUNCH, _ROLE, _TEAM, _TOOLS, _SSO, _HEARD, _WORRY, _BUDGET, _PROJECT),
    ("{first} has just signed up.", "Onboarding with {first}.", "{first}, a new customer."),
    "onboarding",
    contexts=({"plan": "team"}, {"plan": "enterprise", "region": "eu"}, {"plan": "trial"}),
    loose=True,
)
