"""What agents and people say in English whatever the subject."""

from dataclasses import replace

from sources.demo.script import Phrasebook

ENGLISH = Phrasebook(
    language="en",
    greetings=("Hi there!", "Hello!", "Hi {first}!", "Hello {first}, good to have you here."),
    hellos=(
        "[Hi|Hello|Hey], [yes I can hear you|I'm here|good to go].",
        "[Good morning|Good afternoon|Hi there]. [Is this the right link?|Can you hear me okay?]",
        "Hi! [Ready when you are|I've got about {minutes} minutes|Go ahead].",
        "[Hello there|Hey, hi], {first} here.",
        (
            "Oh, hello. [That was quick|I thought I'd have to wait|Didn't expect it to start right "
            "away]."
        ),
    ),
    acks=(
        "[Got it|Understood|Noted], [thanks|thank you].",
        "[That makes sense|That's clear|Makes sense].",
        "[Thanks, that helps|That's helpful|Thank you].",
        "[Okay|Alright|Right].",
        "[I see|I hear you], [thanks for explaining|thank you for being so open].",
        "[Mm-hm|Thank you|Sure|Very well].",
    ),
    declines=(
        "[I'd rather not say|I'd prefer not to answer that], [if that's okay|sorry].",
        (
            "[Can we skip that one?|Let's leave that one out.] "
            "[It's a bit private.|Not my place to say.]"
        ),
        "Hmm, [no comment on that|I'm not comfortable sharing that].",
    ),
    declined=(
        "[Of course|Absolutely|No problem at all], we'll [skip it|leave it out|move on].",
        (
            "That's [completely fine|perfectly okay]. "
            "[Nothing will be noted for it.|On to the next one.]"
        ),
    ),
    dodges=(
        (
            "[Good question|Hmm, hard to say]. [What was the other thing you asked?|Can we come "
            "back to it?]"
        ),
        (
            "I'd have to [look that up|ask a colleague|check], "
            "[I really don't know|no idea right now]."
        ),
        (
            "It [depends|varies], [honestly|really]. "
            "[Sometimes this, sometimes that.|Hard to pin down.]"
        ),
    ),
    mumbles=(
        (
            "[It's the, uh… sorry, the line is … never mind.|(inaudible) … and that's about it, I "
            "guess.]"
        ),
        "Yeah no, [I mean both|neither|kind of], [it was more the whole thing|you know how it is].",
        "[Well…|Erm…] [the usual, I suppose|same as everyone, whatever that is].",
    ),
    repeats=(
        (
            "[Sorry, you broke up for a second|The line crackled there|I didn't quite catch that]. "
            "[Could you say that again?|Could you repeat it?|Once more, please?]"
        ),
        (
            "[Just so I get it right|To be sure I understood], "
            "[how would you put that in other words?|could you say it another way?]"
        ),
    ),
    wraps=(
        "That's [everything|all I wanted to ask]. [Thank you so much|Thanks a lot], {first}.",
        "[We've covered it all|We got through everything]. [Thank you|Thanks], {first}.",
        "[That was my last question|I have no more]. [You've been a help|Thank you], {first}.",
    ),
    byes=(
        "[You're welcome|Nothing else from me]. [Thanks, bye!|Have a good one.|Cheers.]",
        "[Thank you|Thanks], [that was easier than I thought|nice talking to you|bye bye].",
        "[All good|Great], [talk soon|bye|take care]!",
        "[Okay, thanks|Lovely, thank you]. [Will I get a copy of this?|Bye now.|See you.]",
    ),
    ends=(
        "[Goodbye|Bye|Take care], {first}!",
        "[Have a lovely day|Enjoy the rest of your day|All the best]!",
        "You'll get a [summary|short note] by e-mail. [Goodbye!|Take care!]",
    ),
    asides=(
        (
            (
                "u: [Sorry|One moment], [there's someone at the door|my dog wants out|the kettle's "
                "boiling]."
            ),
            "a: [Take your time|No rush at all], [I'll wait|I'm here].",
            "u: [Okay, back|Right, sorry about that|Here I am again]. [Where were we?|Go on.]",
        ),
        (
            "u: [Quick question|By the way]: [is this being recorded?|who gets to read this?]",
            (
                "a: [It is transcribed|A transcript is kept], and "
                "[only the team that invited you sees it|you can ask for it to be deleted at any "
                "time]."
            ),
            "u: [Okay, fair enough|Alright|Fine by me].",
        ),
        (
            "u: [Wait|Hang on], am I talking to a [person|real human] [or a machine|here]?",
            (
                "a: I'm an AI assistant. [A person reads the results afterwards.|I hope that's all "
                "right.]"
            ),
            "u: [Ha, okay|Could have fooled me|Good to know]. [Carry on.|Let's continue.]",
        ),
        (
            "u: [You sound a bit far away|There's an echo], [can you speak up?|is that just me?]",
            "a: [Is it better now?|How about now?]",
            "u: [Much better|Yes, that's fine], thanks.",
        ),
        (
            (
                "u: [Sorry, I'm on the train|I'm in the car, parked], "
                "[so I may drop out|so it may be noisy]."
            ),
            (
                "a: [That's fine, I can hear you|No problem]. If we get cut off, "
                "[just use the same link|open the link again]."
            ),
            "u: [Will do|Okay].",
        ),
        (
            "a: [You're doing great, just a few more|This is going well].",
            "u: [Good, no hurry|Oh, that went fast|Okay, because my next meeting is at {hour}].",
        ),
    ),
    broke_off=(
        "{first} left before the remaining questions were asked.",
        "The conversation was broken off by {first} halfway through.",
        "{first} had to go; the rest was not covered.",
    ),
    failed=(
        "The connection was lost and did not come back.",
        "The conversation ended in a technical error after the last question.",
    ),
)

# In a chat nobody asks whether they can be heard.
ENGLISH_WRITTEN = replace(
    ENGLISH,
    hellos=(
        "[hi|hello there|hey], [{first} here|typing from my phone|ready]",
        "[Good morning|Hello]. [Is this the right chat?|Do I just write here?]",
        "hi! [i have about {minutes} minutes|go ahead|fire away]",
    ),
    repeats=(
        (
            "[I'm not sure I read that right|Just so I get it right]. "
            "[Could you put it another way?|Can you write that in other words?]"
        ),
    ),
    mumbles=(
        "[well… the usual, i suppose|idk, kind of both?|hmm. neither really, you know]",
        "[same as everyone|the thing from before], [whatever that is|you know the one]",
    ),
    asides=(
        *ENGLISH.asides[:3],
        (
            "u: [sorry for the typos|ignore my spelling], [on the bus|small keyboard|fat fingers]",
            "a: [No problem, I can read it.|It reads fine.]",
        ),
        (
            "u: [brb|one sec]",
            "a: [Take your time.|I'll be here.]",
            "u: [back|ok here again|sorry, back now]",
        ),
    ),
)
