"""What people really say and paste: markup, long addresses, long words, emoji, other directions.

Said word for word, so nothing here is a template.
"""

from sources.demo.script import Lines

ANYWHERE: tuple[Lines, ...] = (
    (
        "u: My street is called Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterweg.",
        "a: That's quite a name. Shall I spell it back?",
        "u: Please don't.",
    ),
    (
        "u: My grandmother calls it «الخزانة الزرقاء», the blue cupboard; my daughter, ארון כחול.",
        "a: The blue cupboard, then: الخزانة الزرقاء.",
    ),
    (
        "u: 👩🏽‍⚕️👍🏿 🇳🇴 ¯\\_(ツ)_/¯",
        "a: I'll take that as a yes?",
        "u: ✅✅✅",
    ),
    (
        "s: The participant turned the microphone off. The conversation goes on in writing.",
        "u: sorry!!! typing. it said \"are you sure?\", I said 'no' \\ and on it {went} [sic]",
        "a: Thanks for switching. “Are you sure?” and you answered no, is that right?",
        "u: yep",
    ),
)

AT_WORK: tuple[Lines, ...] = (
    *ANYWHERE,
    (
        "u: It literally says <b>Export failed</b> &amp; nothing else. With the brackets and all.",
        "a: So the page shows the tags “<b>” and “</b>” as text?",
        "u: Yes! And once I typed <script>alert('hi')</script> as my name, it took that too 😅",
    ),
    (
        (
            "u: I'll paste my notes:\n\n# Wishes\n- **bold** totals\n"
            "- a [link](https://wiki.client.example)\n- `undo`\n\n"
            "| what | when |\n|---|---|\n| filters | now |"
        ),
        "a: Thank you, I have three wishes there: bold totals, a link, and undo.",
    ),
    (
        (
            "u: Here is the address I end up at: https://app.client.example/reports/2026/export"
            "?workspace=north-east-region-and-islands&columns=name,team,started,ended,duration,"
            "outcome,reason,owner,approved_by,approved_at,comment&sort=-started&page=1"
        ),
        "a: That's a long one. I've kept it as you sent it.",
    ),
    (
        "u: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaargh",
        "a: Oh dear. What happened?",
        "u: It asked me to log in again.",
    ),
    (
        "u: The error was 0x80004005, or 0x8OOO4OO5? Zeroes or Os, who knows. C:\\Temp\\new.txt",
        "a: I've noted both readings.",
    ),
)
