"""Usability walkthroughs: a person tries the product while sharing the screen."""

from sources.demo.draws import number, pick, several
from sources.demo.english import ENGLISH
from sources.demo.script import QUOTE, Criterion, Family, Goal, Script, Tool, Topic, answer

FAMILY = Family(
    template_id="tpl_usability",
    name="Usability walkthrough",
    description="Accompanies a person through a task and listens to what they expect.",
    instructions=(
        "Give the task, keep quiet, ask what they expected.",
        "Ask to share the screen first. Give the task, keep quiet, ask what they expected.",
    ),
    goals=(
        Goal("task_completed", "boolean", "Whether the task was done unaided", critical=True),
        Goal("ease", "number", "1 to 7: how easy it was"),
        Goal("stuck_at", "text", "Where they hesitated"),
        Goal("expected", "text", "What they expected to happen there"),
        Goal("devices", "list", "What they normally use it on", since=2),
        Goal("verdict", "category", "How they would sum it up", ("clear", "okay", "confusing")),
    ),
    criteria=(
        Criterion(
            "let_them_struggle",
            "The agent gives no hints before the person asks",
            ("Hints came only after a question.", "No hint was given at all."),
            ("The agent pointed at the button before being asked.",),
        ),
    ),
    began=(260, 95),
    hook="https://hooks.northwind.example/roxels/usability",
    callback="walkthroughFinished",
    screen_share_since=2,
    minutes=45,
)

_DONE = Topic(
    "task_completed",
    (
        (
            "[Your task:|Here's what I'd like you to do:] {task}. Tell me "
            "[when you're done|what you see]."
        ),
        "Please try to {task}, and [think aloud|say what goes through your head].",
    ),
    (
        answer(
            True,
            "managed to {task} unaided",
            "[Okay… so I go here…] and… ‹there, it's done›. [That was it?|Nice.]",
            "[Menu, then this one…] ‹Done, I think›. [It says “saved”.|There's a green tick.]",
            then=(
                (
                    "How did you know where to look?",
                    "[The icon.|I guessed.|It's where I'd put it.]",
                ),
            ),
        ),
        answer(
            False,
            "did not manage to {task}",
            "[I've clicked everything.] ‹No, I give up›, [sorry|where is it?].",
            "[Hmm. No. Not here either.] ‹I can't find it›.",
            then=(
                (
                    "Shall I tell you where it is?",
                    "[Please.|No, don't, let me look. … okay, tell me.]",
                ),
            ),
        ),
    ),
    ("{first} {gist}.", "The task was set, and {first} {gist}."),
    {
        "task": pick(
            "export last month's report",
            "invite a colleague",
            "change the currency",
            "undo a deletion",
            "find an old invoice",
            "mute one project",
        )
    },
    Tool(
        "mark_task",
        {"task": "{task}", "participant": "{first}"},
        {"ok": True, "task": "{task}"},
    ),
)
_EASE = Topic(
    "ease",
    ("From one to seven, how easy was that?", "[How easy did it feel|How was it], one to seven?"),
    (
        answer(
            "{ease}",
            "{ease} of seven",
            "‹{ease}›, [no, let me think… yes|I'd say].",
            "[I'd give it|Call it] ‹a {ease}›.",
            "‹{ease}›. [It's me, not you.|Next question.]",
        ),
    ),
    ("They rated it {gist}.", "The rating was {gist}."),
    {"ease": number(1, 7)},
)
_STUCK = Topic(
    "stuck_at",
    (
        "Where did you hesitate?",
        "[I noticed you stopped for a moment.|You went quiet.] What was it?",
    ),
    (
        answer(
            QUOTE,
            "two buttons with nearly the same name",
            "[There are] ‹two buttons that say almost the same thing›, [Save and Store|why?].",
            "‹“Apply” and “Save” next to each other›, [which is it?|that's mean].",
        ),
        answer(
            QUOTE,
            "the grey menu",
            "‹The grey menu looked switched off›, [so I skipped it|I thought].",
            "I [didn't see|overlooked] ‹the menu in the corner, it's so pale›.",
        ),
        answer(
            QUOTE,
            "the date field",
            "[At] ‹the date field, it wants the month first›.",
            "‹It didn't take my date›, [and didn't say why|three times].",
        ),
        answer(
            QUOTE,
            "nothing in particular",
            "‹Nowhere really›, [I was reading|just slow today].",
            "[No, no,] ‹I only had to find my glasses›.",
        ),
    ),
    ("The sticking point was {gist}.",),
)
_EXPECTED = Topic(
    "expected",
    ("What did you expect [to happen|there]?", "What would have been [natural|obvious] to you?"),
    (
        answer(
            QUOTE,
            "a confirmation",
            "‹A little note that it worked›, [nothing fancy|a tick].",
            "[Some sign.] ‹That it tells me it's saved›.",
        ),
        answer(
            QUOTE,
            "a right-click menu",
            "‹That I can right-click on it›, [like everywhere|old habits].",
            "‹A right-click menu›, [I always try that first|call me old].",
        ),
        answer(
            QUOTE,
            "a search box",
            "‹That I could just type what I want›.",
            "[I looked for] ‹a search box at the top›, [as in the old one|there's none].",
        ),
    ),
    ("They had expected {gist}.",),
)
_DEVICES = Topic(
    "devices",
    ("What do you [normally|usually] use it on?", "Which devices [do you work with|are yours]?"),
    (
        answer(
            "{devices}",
            "{devices}",
            "‹{devices}›, [in that order|all at once some days].",
            "[It's] ‹{devices}› [these days|at home and at work].",
        ),
    ),
    ("They work on {gist}.",),
    {"devices": several(("a laptop", "an old tablet", "a phone", "two big monitors"))},
)
_VERDICT = Topic(
    "verdict",
    ("[In a word|All in all], how was it?", "How would you sum it up: clear, okay, or confusing?"),
    (
        answer(
            "clear",
            "clear",
            "‹Clear›, [I'd use it tomorrow|really].",
            "[Pretty] ‹clear›, [all in all|yes].",
        ),
        answer(
            "okay",
            "okay",
            "‹Okay›. [Not more, not less.|Fine for now.]",
            "It's ‹okay›, [I'd get used to it|I guess].",
        ),
        answer(
            "confusing",
            "confusing",
            "‹Confusing›, [I have to say|sorry].",
            "[A bit|Rather] ‹confusing›.",
        ),
    ),
    ("In a word: {gist}.", "{first} called it {gist}."),
)
SCRIPT = Script(
    FAMILY,
    ENGLISH,
    (
        (
            "[Remember|Please keep in mind]: we test the product, not you. "
            "[Say whatever you think.|Be blunt.]"
        ),
        (
            "[Thanks for helping|Good of you to help]. You'll get [one|a] small task, and I "
            "[mostly listen|stay quiet]."
        ),
    ),
    (_DONE, _EASE, _STUCK, _EXPECTED, _DEVICES, _VERDICT),
    ("{first} tried a task in the product.", "A usability walkthrough with {first}."),
    "walkthrough",
    asides=(
        (
            "u: [Is it meant to be this slow|Does it always flicker like that]?",
            "a: [What do you make of it?|How does that feel to you?]",
            "u: [I'd reload the page, normally.|I'd have given up by now.|It's my wifi, probably.]",
        ),
        (
            "u: Oh, [a pop-up|a cookie banner]. [Go away.|Closing it.]",
            "a: [Noted.|I saw that too.]",
        ),
    ),
    contexts=({"build": "2.14"}, {"build": "2.15-beta"}, {"build": "2.15"}),
)
