"""Whether somebody agrees to what was said before them, or turns it down."""

import re

from web.words import fold

_OPENING = 60  # characters in which somebody says that they agree
_CUT_WORD = re.compile(r"[^\s.,;:!?]*\Z")
# These negations turn nothing down.
_HARMLESS = re.compile(
    r"\b(?:(?:(?:do|did|does|is|are|would|wo)n't|not|no) (?:a problem|bad|mind|need(?:ed)?|"
    r"have to|worr(?:y|ies)|problems?)|why not|can't wait|if not|not only)\b"
)
_REFUSES = re.compile(
    r"\A\W*(?:(?:oh|ah|hm+|uhm?|um|well|actually|sorry)\b\W*)?(?:no|nah|neither|nope)\b|"
    r"n't\b|\b(?:(?:ca|do|does|did|is|wo|would|could|are|was)nt|cannot|not|never|neither|nor|"
    r"rather|instead|prefer|unfortunately|afraid|no (?:good|longer|way)|(?:works?|be) better)\b"
)
_AGREES = re.compile(
    r"\b(?:absolutely|agreed?|alright|awesome|certainly|confirm(?:ed)?|cool|correct|exactly|fine|"
    r"good|great|i like|i love|ideal|indeed|lovely|nice|no problem|not a problem|ok|okay|perfect|"
    r"right|sounds|suits|sure|why not|wonderful|works?|yeah|yep|yes|yup)\b"
)
# A sentence of its own, which the next does not take back.
_PLAINLY = re.compile(
    r"\W*(?:yes|yeah|yep|yup|absolutely|certainly|exactly|perfect|that sounds)\b[^.!?;]*[.!;]"
    r"(?!\s*(?:but|only|however|although|actually|no|wait)\b)"
)
_DECLINING = frozenset("can't didn't don't doesn't nah neither never no nope not won't".split())
# Beside one of those, these add nothing.
_POLITE = frozenset(
    "a actually all am at be everything for good great help i i'm is it it's later lot maybe "
    "moment much need now okay please really right so sorry sure set thank thanks that that's the "
    "think this time today very want will would yet you your".split()
)
_ASKS_BESIDES = re.compile(
    r"\b(?:anything|something|any ?more|more|else|others?|another|besides|further|different|"
    r"instead|chang(?:e|es|ed|ing)|mind|wrong|mistakes?|problems?|objections?)\b"
)


def begins_by_agreeing(text: str) -> bool:
    """Whether its first words agree, and none of them refuses, doubts or wants something else."""
    opening = text[:_OPENING]
    if len(text) > _OPENING:
        opening = _CUT_WORD.sub("", opening)
    opening = fold(opening).replace("’", "'")
    if plainly := _PLAINLY.match(opening):
        opening = plainly[0]
    refuses = _REFUSES.search(_HARMLESS.sub("…", opening)) is not None
    return not refuses and _AGREES.search(opening) is not None


def only_declines(text: str) -> bool:
    """Whether it says no and nothing else: "No, thanks", "Not right now"."""
    if len(text) > _OPENING:
        return False
    words = set(re.findall(r"[\w']+", fold(text).replace("’", "'")))
    return not words.isdisjoint(_DECLINING) and words <= _DECLINING | _POLITE


def asks_for_something_else(text: str) -> bool:
    """Whether a no to it leaves standing what was said so far: "Anything else?"."""
    return _ASKS_BESIDES.search(fold(text)) is not None
