"""Exit conversations: why a customer left, and what would bring them back."""

from sources.demo.draws import day, money, number, pick
from sources.demo.english import ENGLISH
from sources.demo.script import QUOTE, Criterion, Family, Goal, Script, Tool, Topic, answer

FAMILY = Family(
    template_id="tpl_churn",
    name="Exit conversation",
    description="Asks a customer who cancelled what happened, without trying to win them back.",
    instructions=(
        "Find out why the customer left. Do not sell.",
        "Find out why the customer left and what they moved to. Offer a call back; do not sell.",
    ),
    goals=(
        Goal(
            "main_reason",
            "category",
            "The one reason that decided it",
            ("price", "missing_feature", "too_complicated", "no_more_need", "support"),
            critical=True,
        ),
        Goal("used_for_months", "number", "For how many months they were a customer"),
        Goal("moved_to", "object", "What they use now: {name, price_per_month}", since=2),
        Goal("last_straw", "text", "The moment they decided, in their words"),
        Goal("would_return", "boolean", "Whether they would come back"),
        Goal("call_back_on", "date", "When a person may call them", since=2),
        Goal("recommend_score", "number", "0 to 10: how likely to recommend", until=1),
    ),
    criteria=(
        Criterion(
            "did_not_sell",
            "The agent makes no offer to stay",
            ("No discount or plan was mentioned by the agent.", "The agent only listened."),
            ("The agent asked whether a discount would have helped, which reads as an offer.",),
        ),
        Criterion(
            "one_reason",
            "One main reason is settled",
            ("A single reason was named and acknowledged.",),
            ("Two reasons were given and not weighed against each other.",),
        ),
        Criterion(
            "kind_close",
            "The goodbye is kind",
            ("The agent thanked the person and wished them well.",),
            ("The call ended before a goodbye.",),
        ),
    ),
    began=(300, 70),
    hook="https://hooks.northwind.example/roxels/churn",
    chained="https://crm.northwind.example/api/cancellations",
)

_REASON = Topic(
    "main_reason",
    (
        "What [made you|led you to] cancel?",
        "If you had to name one reason [for leaving|you left], what would it be?",
        "[So, you left us.|You cancelled recently.] What [happened|was behind it]?",
    ),
    (
        answer(
            "price",
            "the price",
            "‹It just got too expensive› for [what we use|a team our size].",
            "[Honestly|To be fair], ‹the price›. [It doubled.|We pay for seats nobody sits in.]",
            "‹{cost} a month›, [that's a lot for three reports|and we opened it twice].",
            then=(
                ("Was it the sum or how it's counted?", "[How it's counted, per seat.|The sum.]"),
            ),
        ),
        answer(
            "missing_feature",
            "a missing feature",
            "‹There was no way to {feature}›, and that's [half our work|all we needed].",
            "We kept waiting for it: ‹you still can't {feature}›.",
            then=(("How do you do that now?", "[By hand.|We hired a student.|With a script.]"),),
        ),
        answer(
            "too_complicated",
            "how complicated it was",
            "‹Nobody on my team understood it›, [and I'm the only one who tried|bless them].",
            "[It's powerful, sure, but] ‹every click needed a manual›.",
        ),
        answer(
            "no_more_need",
            "the end of the project",
            "‹The project is over›, [simple as that|nothing to do with you].",
            "‹We just don't need it any more›, [the study is done|we were bought].",
        ),
        answer(
            "support",
            "the support",
            "‹Support took {days} days to answer›, [twice|over Easter, but still].",
            "I [wrote|called] and wrote, and ‹nobody got back to me for {days} days›.",
            then=(("What would have been fine?", "[A day.|Any answer at all.]"),),
        ),
    ),
    (
        "The main reason was {gist}.",
        "{first} left because of {gist}.",
        "What decided it was {gist}.",
    ),
    {
        "cost": money(180, 900, 20),
        "days": number(3, 12),
        "feature": pick(
            "export to our archive",
            "merge two studies",
            "translate reports",
            "share one finding with a client",
        ),
    },
)
_MONTHS = Topic(
    "used_for_months",
    (
        "How long [were you with us|did you use it]?",
        "For how [long|many months] were you a customer?",
    ),
    (
        answer(
            "{months}",
            "{months} months",
            "‹{months} months›, [I looked it up|roughly].",
            "[About|Just over] ‹{months} months›, [since the launch|it felt longer].",
            "[My invoice says|I think] ‹{months}›, months I mean.",
        ),
    ),
    ("They had been a customer for {gist}.",),
    {"months": number(2, 40)},
)
_MOVED = Topic(
    "moved_to",
    ("What do you use now?", "[Did you move to something else?|Where did you go instead?]"),
    (
        answer(
            {"name": "{rival}", "price_per_month": "{fee}"},
            "{rival} at {fee} a month",
            "We moved to ‹{rival}›, [it's|that's] ‹{fee} a month›.",
            "‹{rival}›. [Less shiny|Uglier], but ‹{fee}› a month and [it does the job|done].",
        ),
        answer(
            {"name": "nothing", "price_per_month": 0},
            "nothing at all",
            "‹Nothing at all›, [we went back to paper|we'll see].",
            "[To be honest,] ‹we do without›.",
        ),
    ),
    ("They now use {gist}.", "In its place there is now {gist}."),
    {
        "rival": pick("Papertrail Lab", "Quillmeter", "an in-house tool", "Fieldnotes Nine"),
        "fee": money(15, 240, 15),
    },
)
_STRAW = Topic(
    "last_straw",
    ("[When did you know|Was there a moment you knew] it was over?", "What was the last straw?"),
    (
        answer(
            QUOTE,
            "a report that came out empty",
            "When ‹the report for our biggest client came out empty›, [five minutes before the call"
            "|and I was on stage].",
        ),
        answer(
            QUOTE,
            "the renewal invoice",
            "‹The renewal invoice landed on a Sunday›. [I cancelled in my pyjamas.|That was it.]",
            "[Easy:] ‹opening that invoice›.",
        ),
        answer(
            QUOTE,
            "a new colleague's question",
            "‹A new colleague asked me what it was for and I had no answer›.",
            "[Funny story.] ‹I couldn't explain to my boss why we had it›.",
        ),
        answer(
            QUOTE,
            "slow failing uploads",
            "‹The third upload that got stuck at ninety percent›, [I just closed the lid|enough].",
            "‹I watched a progress bar for an hour›, [on a Friday night|with a glass of wine].",
        ),
    ),
    ("The last straw was {gist}.",),
)
_RETURN = Topic(
    "would_return",
    (
        "Would you [ever come back|consider coming back]?",
        "[Is the door closed for good?|Never again?]",
    ),
    (
        answer(
            True,
            "they would come back",
            "‹Sure, I'd come back›, [if that's fixed|in a new job].",
            "[Never say never.] ‹Yes, if it got simpler›.",
            "‹Oh, I would›, [I liked you lot|gladly].",
        ),
        answer(
            False,
            "they would not come back",
            "‹No, I don't think so›, [sorry|it's done].",
            "‹Once is enough›, [thanks|no hard feelings].",
        ),
    ),
    ("Asked about the future, {first} said {gist}.", "As it stands {gist}."),
)
_CALL = Topic(
    "call_back_on",
    (
        "When may [one of us|a person from the team] call you?",
        "Would a call from a human be okay, and when?",
    ),
    (
        answer(
            "{call}",
            "{call}",
            "[Try|How about] ‹{call}›, [after lunch|before ten].",
            "‹{call}› [works|would be good].",
        ),
    ),
    ("A call was agreed for {gist}.",),
    {"call": day(1, 12), "ticket": pick("T-2207", "T-3141", "T-1880", "T-4605")},
    Tool(
        "book_call",
        {"ticket": "{ticket}", "date": "{call}", "duration_minutes": 15},
        {"booked": True, "date": "{call}", "host": "customer-care@northwind.example"},
        "[Booked|Done]: {call}, a quarter of an hour.",
        "[Okay.|Fine by me.|Good.]",
        "409 Conflict: host is not available",
        "[That day is full already|The calendar refused it], I'll ask a colleague to write to you.",
    ),
)
_SCORE = Topic(
    "recommend_score",
    (
        "From zero to ten, how likely are you to recommend us?",
        "Would you recommend us, zero to ten?",
    ),
    (
        answer(
            "{score}",
            "{score} out of ten",
            "‹{score}›, [and that's generous|fair's fair].",
            "[Let's say|I'd go with] ‹{score}›.",
        ),
    ),
    ("They gave {gist}.",),
    {"score": number(0, 10)},
)
_PRAISE = Topic(
    "liked_most",
    ("[Before you go|One more]: what did you like?", "Was there anything good?"),
    (
        answer(
            ["reports", "people"],
            "the reports and the people",
            "‹The reports› [looked great|were lovely], and ‹the people› [were nice|too].",
        ),
        answer(["search"], "the search", "‹The search›, [I'll miss it|fast as anything]."),
    ),
    ("They liked {gist}.",),
)
SCRIPT = Script(
    FAMILY,
    ENGLISH,
    (
        (
            "[I won't try to change your mind|This isn't a sales call], I'd only like to "
            "understand [what went wrong|why you left]."
        ),
        (
            "Thank you for [taking the time|picking up]. You cancelled "
            "[recently|a little while ago] and I'd like to learn from it."
        ),
    ),
    (_REASON, _MONTHS, _STRAW, _MOVED, _SCORE, _RETURN, _PRAISE, _CALL),
    ("{first} cancelled.", "{first} on leaving.", "Why {first} left."),
    "exit",
    contexts=({"plan": "team", "cancelled": True}, {"plan": "solo", "cancelled": True}),
)
