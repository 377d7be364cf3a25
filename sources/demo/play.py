"""Plays a script: who says what, what comes of each goal, and how the talk ends."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from intake.records import Evidence
from sources.demo.script import Answer, Lines, Phrasebook, Script, Tool, Topic
from sources.demo.stage import Dialogue

Ending = Literal["completed", "abandoned", "failed", "live"]

_SPEAKERS: dict[str, Literal["user", "assistant", "system"]] = {
    "a: ": "assistant",
    "u: ": "user",
    "s: ": "system",
}


@dataclass(frozen=True, slots=True)
class Direction:
    """How one playing goes. `topics`: after how many it breaks off, for endings but completed."""

    version: int
    ending: Ending
    topics: int = 99
    odd: Lines = ()  # said once, word for word
    joined: Lines = ()  # said at the beginning where several take part
    screen: bool = False
    rounds: int = 0
    seen: str = ""  # the capture behind the first thing learnt from the screen


def play(script: Script, dialogue: Dialogue, direction: Direction) -> None:
    """Play the script into the dialogue; its findings, goal states and summary parts with it."""
    dialogue.draw(dict(script.slots))
    dialogue.event("session.status", {"status": "connected"})
    _open(script, dialogue)
    _aside(dialogue, direction.joined)
    if script.rounds and direction.rounds:
        script.rounds(dialogue, direction.rounds)
    topics = _order(script, direction.version, dialogue.rng)
    through = topics if direction.ending == "completed" else topics[: direction.topics]
    for index, topic in enumerate(through):
        if index == 0 and direction.screen:
            _share_screen(dialogue)
            dialogue.seen = direction.seen
        if index == 2 and direction.odd:
            _aside(dialogue, direction.odd, exact=True)
        _topic(script, dialogue, topic, certain=direction.ending == "completed")
    if direction.odd and len(through) < 3:
        _aside(dialogue, direction.odd, exact=True)
    _close(script, dialogue, direction, topics[len(through) :])


def _order(script: Script, version: int, rng: Random) -> list[Topic]:
    goals = {goal.id for goal in script.family.goals}
    current = {goal.id for goal in script.family.goals_of(version)}
    topics = [
        topic
        for topic in script.topics
        if topic.goal in current or (topic.goal not in goals and rng.random() < 0.3)
    ]
    if script.loose:
        middle = topics[1:-1]
        rng.shuffle(middle)
        topics[1:-1] = middle
    return topics


def _open(script: Script, dialogue: Dialogue) -> None:
    rng = dialogue.rng
    dialogue.agent(rng.choice(script.book.greetings))
    dialogue.person(rng.choice(script.book.hellos))
    dialogue.agent(rng.choice(script.openings))
    if rng.random() < 0.35:
        _aside(dialogue, rng.choice(script.book.asides + script.asides))


def _aside(dialogue: Dialogue, lines: Lines, exact: bool = False) -> None:
    for line in lines:
        role, text = _SPEAKERS[line[:3]], line[3:]
        dialogue.verbatim(role, text if exact else dialogue.wording(text).text)


def _topic(script: Script, dialogue: Dialogue, topic: Topic, certain: bool) -> None:
    rng, book = dialogue.rng, script.book
    critical = any(goal.critical for goal in script.family.goals if goal.id == topic.goal)
    declared = any(goal.id == topic.goal for goal in script.family.goals)
    fate = 0.0 if (critical and certain) or not declared else rng.random()
    if fate > 0.95:
        dialogue.goal_states[topic.goal] = "not_asked"
        return
    ack = rng.choice(book.acks) if rng.random() < 0.7 and len(dialogue.turns) > 4 else ""
    dialogue.draw(dict(topic.slots))
    dialogue.event("goal.transition", {"goal": topic.goal, "from": "not_asked", "to": "asked"})
    dialogue.agent(ack, rng.choice(topic.asks))
    if fate > 0.91:
        dialogue.person(rng.choice(book.declines))
        dialogue.agent(rng.choice(book.declined))
        dialogue.goal_states[topic.goal] = "declined"
    elif fate > 0.88:
        dialogue.person(rng.choice(book.dodges))
        dialogue.goal_states[topic.goal] = "asked"
    elif fate > 0.855:
        dialogue.person(rng.choice(book.mumbles))
        dialogue.goal_states[topic.goal] = "failed"
        concern = f"No value for {topic.goal}"
        dialogue.event("advisor.concern", {"advisor": "coverage", "concern": concern})
    else:
        _answered(script, dialogue, topic)
    if rng.random() < 0.16:
        _aside(dialogue, rng.choice(book.asides + script.asides))


def _answered(script: Script, dialogue: Dialogue, topic: Topic) -> None:
    rng = dialogue.rng
    reply: Answer = rng.choice(topic.answers)
    texts = rng.sample(reply.texts, len(reply.texts))
    earlier: list[Evidence] = []
    said = dialogue.person(texts[0])
    if len(texts) > 1 and rng.random() < 0.12:
        earlier = dialogue.span_here(said)
        dialogue.agent(rng.choice(script.book.repeats))
        said = dialogue.person(texts[1])
    dialogue.find(topic.goal, reply.value, said, earlier)
    dialogue.told.append(rng.choice(topic.tells).replace("{gist}", reply.gist))
    for ask, response in reply.then:
        if rng.random() < 0.6:
            dialogue.agent(ask)
            dialogue.person(response)
    if topic.tool:
        _use(dialogue, topic.tool)


def _use(dialogue: Dialogue, tool: Tool) -> None:
    if not dialogue.call(tool):
        if tool.error_line:
            dialogue.agent(tool.error_line)
    elif tool.line:
        dialogue.agent(tool.line)
        dialogue.person(tool.reply)


def _share_screen(dialogue: Dialogue) -> None:
    dialogue.agent(
        "[Could you share your screen|Would you share your screen with me] [now|please]?"
    )
    surface = dialogue.rng.choice(["window", "tab", "monitor"])
    dialogue.event("screen_share.started", {"surface": surface})
    dialogue.person(
        "[Sure, one second… can you see it?|There you go, it should be up now.|Sharing.]"
    )
    dialogue.agent("[Yes, I can see it.|I see it, thank you.|It came through, thanks.]")


def _close(script: Script, dialogue: Dialogue, direction: Direction, rest: list[Topic]) -> None:
    declared = {goal.id for goal in script.family.goals}
    for topic in rest:
        if topic.goal in declared:
            dialogue.goal_states[topic.goal] = "not_asked"
    rng, book = dialogue.rng, script.book
    if direction.screen:
        dialogue.event("screen_share.stopped", {"reason": "user"})
    if direction.ending == "completed":
        dialogue.agent(rng.choice(book.wraps))
        dialogue.person(rng.choice(book.byes))
        dialogue.agent(rng.choice(book.ends))
        dialogue.event("session.status", {"status": "ended"})
        return
    if rest:
        topic = rest[0]
        dialogue.draw(dict(topic.slots))
        dialogue.agent(rng.choice(topic.asks))
        live = direction.ending == "live"
        if topic.goal in declared:
            dialogue.goal_states[topic.goal] = "in_progress" if live else "asked"
    if direction.ending == "failed":
        code = rng.choice(["ice_failed", "llm_timeout"])
        dialogue.event("session.status", {"status": "error", "code": code})


def summary_of(script: Script, dialogue: Dialogue, ending: Ending) -> str:
    """Return the summary: what was learnt in its first sentence, the rest after it."""
    rng = dialogue.rng
    kept = sorted(rng.sample(range(len(dialogue.told)), min(4, len(dialogue.told))))
    told = [dialogue.told[index] for index in kept]
    parts = [_first_sentence(rng.choice(script.leads), told[:2], script.book), *told[2:]]
    if ending == "abandoned":
        parts.append(rng.choice(script.book.broke_off))
    elif ending == "failed":
        parts.append(rng.choice(script.book.failed))
    glue = "" if script.book.language == "ja" else " "
    return glue.join(dialogue.wording(part).text for part in parts)


def _first_sentence(lead: str, told: list[str], book: Phrasebook) -> str:
    """Join them into one sentence: it is all of a summary that a list shows."""
    if not told:
        return lead
    clauses = [sentence[:-1] for sentence in told]
    if book.language != "ja":
        clauses = [clause[:1].lower() + clause[1:] for clause in clauses]
    colon, semicolon = ("：", "、") if book.language == "ja" else (": ", "; ")
    return f"{lead[:-1]}{colon}{semicolon.join(clauses)}{lead[-1]}"
