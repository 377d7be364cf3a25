"""Card sorting: where would you look for this? The long one has a hundred and fifty cards."""

from sources.demo.draws import number, pick
from sources.demo.english import ENGLISH
from sources.demo.script import QUOTE, Criterion, Family, Goal, Script, Topic, answer
from sources.demo.stage import Dialogue

FAMILY = Family(
    template_id="tpl_card_sort",
    name="Card sorting",
    description="Has a person sort the names of pages into drawers of their own.",
    instructions=("Read out each card and ask which drawer it belongs in, and why.",),
    goals=(
        Goal("drawers", "number", "How many drawers they ended up with", critical=True),
        Goal("hardest_card", "text", "The card they found hardest to place"),
        Goal("would_rename", "text", "What they would call differently"),
    ),
    criteria=(
        Criterion(
            "every_card",
            "Each card gets a drawer",
            ("All cards read out were placed.",),
            ("Some cards were read out and never placed.",),
        ),
    ),
    began=(120,),
    hook="https://hooks.northwind.example/roxels/card-sort",
    minutes=None,
)
_THINGS = tuple(
    "invoice|refund|contract|team member|report|project|survey|reminder|consent form|voucher|"
    "archive|price list|holiday|workspace|language|recording".split("|")
)
_FACETS = tuple(
    "history|settings|templates|limits|approvals|notes|owners|exports|rules|colours".split("|")
)
_DRAWERS = ("Money", "People", "Work", "Legal", "The junk drawer", "My stuff", "Never opened")
_ASKS = (
    "[Next card|The next one|Here's another]: “{card}”. [Where does it go?|Which drawer?]",
    "“{card}”. [Where would you look for that?|And this one?|What about this one?]",
    "[Then there's|Now] “{card}”.",
)
_PLACES = (
    "[Hmm,] “{drawer}”, [for sure|I think|without a doubt|maybe].",
    "[That goes|I'd put it] under “{drawer}”[.|, next to the last one.|, if I must.]",
    "“{drawer}”. [Easy.|Next.|Obviously.|Is that a real page?]",
    "[I had that the other day.|Never heard of it.|We call that something else.] “{drawer}”.",
)
_WHYS = (
    "[Why there?|What makes it that one?|How come?]",
    "[Not with the other ones about {thing}?|Because of the {facet}, or the {thing}?]",
)
_REASONS = (
    "Because the {thing} [matters more|is what I think of first] than the {facet}.",
    "[Whoever looks for it|Anyone] is [thinking of the {facet}|in a hurry], [that's why|I guess].",
    "[It's about the {thing}|The {facet} part gives it away], [no?|isn't it?]",
    "[Gut feeling|Habit], [nothing more|mostly]. [Our {thing} lives there too.|Ask me tomorrow.]",
)


def sort_cards(dialogue: Dialogue, cards: int) -> None:
    """Play that many cards (at most 160), with a question why for two in three."""
    deck = [(thing, facet) for thing in _THINGS for facet in _FACETS]
    for thing, facet in dialogue.rng.sample(deck, cards):
        dialogue.slots.pop("drawer", None)
        card = {"thing": pick(thing), "facet": pick(facet), "card": pick(f"{thing} {facet}")}
        for name in card:
            dialogue.slots.pop(name, None)
        dialogue.draw({**card, "drawer": pick(*_DRAWERS)})
        dialogue.agent(dialogue.rng.choice(_ASKS))
        dialogue.person(dialogue.rng.choice(_PLACES))
        if dialogue.rng.random() < 0.66:
            dialogue.agent(dialogue.rng.choice(_WHYS))
            dialogue.person(dialogue.rng.choice(_REASONS))


SCRIPT = Script(
    FAMILY,
    ENGLISH,
    (
        (
            "I'll read out names of pages, [one by one|card by card], and you tell me which drawer "
            "they belong in. [You may make up drawers.|The drawers are yours.]"
        ),
    ),
    (
        Topic(
            "hardest_card",
            (
                "Which card was the hardest [so far|to place]?",
                "[Was there a card you'd rather skip?|Any that hurt?]",
            ),
            (
                answer(
                    QUOTE,
                    "“{hard}”",
                    "“‹{hard}›”, [it could be anywhere|I still don't know].",
                    "[Definitely] “‹{hard}›”. [Who named that?|Two things in one.]",
                ),
            ),
            ("The hardest card was {gist}.",),
            {
                "hard": pick(
                    "contract limits", "archive settings", "voucher approvals", "holiday notes"
                )
            },
        ),
        Topic(
            "would_rename",
            (
                "What would you [rename|call differently]?",
                "[If you could rename one thing, which?|Any bad names?]",
            ),
            (
                answer(
                    QUOTE,
                    "“workspace”",
                    "‹I'd call a workspace a room›, [everyone would get it|simple].",
                ),
                answer(QUOTE, "“consent form”", "‹“Consent form” should just be “permission”›."),
                answer(
                    QUOTE,
                    "nothing",
                    "‹Nothing, the names are fine›, [it's the order|surprisingly].",
                ),
            ),
            ("For renaming they named {gist}.",),
        ),
        Topic(
            "drawers",
            (
                "How many drawers do you have now?",
                "[And how many drawers is that?|Count them for me?]",
            ),
            (
                answer(
                    "{count}",
                    "{count} drawers",
                    "‹{count}›, [and one I don't talk about|if I count right].",
                    "[Let's see…] ‹{count}›.",
                    "[That makes|So,] ‹{count} drawers›.",
                ),
            ),
            ("They ended with {gist}.",),
            {"count": number(4, 9)},
        ),
    ),
    ("{first} sorted the names of pages.", "A card sorting with {first}."),
    "card-sort",
    contexts=({"deck": "autumn"}, {"deck": "spring"}),
    rounds=sort_cards,
)
