"""Exit conversations in German."""

from sources.demo.draws import day, money, number, pick
from sources.demo.northwind.churn import FAMILY
from sources.demo.script import QUOTE, Phrasebook, Script, Topic, answer

GERMAN = Phrasebook(
    language="de",
    greetings=("Hallo!", "Guten Tag, {first}!", "Hallo {first}, schön, dass Sie da sind."),
    hellos=(
        "[Hallo|Guten Tag], [ich höre Sie gut|ich bin da].",
        "Grüß Gott, [es kann losgehen|bitte].",
    ),
    acks=("[Verstehe|Alles klar|Gut].", "Danke, [das hilft mir|das ist klar].", "Mhm."),
    declines=("[Das möchte ich nicht sagen|Dazu sage ich nichts], [tut mir leid|wenn es geht].",),
    declined=("[Natürlich|Kein Problem], [dann weiter|wir lassen das aus].",),
    dodges=("[Kommt darauf an|Schwer zu sagen], [da müsste ich nachsehen|mal so, mal so].",),
    mumbles=("[Ach, na ja … Sie wissen schon.|Das Übliche halt, irgendwie beides.]",),
    repeats=(
        "[Entschuldigung, das war abgehackt|Ich habe Sie kurz nicht gehört]. Noch einmal, bitte?",
    ),
    wraps=("[Das war alles|Das war meine letzte Frage]. [Vielen Dank|Herzlichen Dank], {first}.",),
    byes=("[Gerne|Nichts zu danken]. [Tschüss|Auf Wiederhören].", "[Alles Gute|Schönen Tag noch]."),
    ends=("[Auf Wiederhören!|Alles Gute, {first}!|Machen Sie es gut!]",),
    asides=(
        (
            "u: [Moment, der Paketbote|Augenblick, es klingelt] …",
            "a: [Ich warte|Nur die Ruhe].",
            "u: So, [da bin ich wieder|weiter geht's].",
        ),
        (
            "u: [Spreche ich mit einem Menschen?|Sind Sie ein Automat?]",
            "a: Ich bin eine KI. [Gelesen wird es von Menschen.|Ist das in Ordnung?]",
            "u: [Na gut|Aha], [meinetwegen|interessant].",
        ),
    ),
    broke_off=("{first} musste vorher auflegen.",),
    failed=("Die Verbindung brach ab.",),
)
SCRIPT = Script(
    FAMILY,
    GERMAN,
    (
        (
            "Sie haben gekündigt, und ich möchte [verstehen, warum|daraus lernen]. "
            "Ich will nichts verkaufen."
        ),
        (
            "Es geht um Ihre Kündigung. [Nur ein paar Fragen|Es dauert fünf Minuten], "
            "[ganz ohne Haken|versprochen]."
        ),
    ),
    (
        Topic(
            "main_reason",
            ("Was war der [Hauptgrund|Grund]?", "Warum haben Sie [gekündigt|aufgehört]?"),
            (
                answer(
                    "price",
                    "der Preis",
                    "‹Es wurde uns zu teuer›, [{cost} im Monat|für drei Leute].",
                    "‹Der Preis›, [ganz klar|was sonst].",
                ),
                answer(
                    "missing_feature",
                    "eine fehlende Funktion",
                    (
                        "‹Die Datenschutzgrundverordnungskonformitätsbescheinigung ließ sich nicht "
                        "herunterladen›."
                    ),
                    (
                        "‹Man konnte Studien nicht zusammenführen›, "
                        "[und das brauchen wir täglich|leider]."
                    ),
                ),
                answer(
                    "support",
                    "der Kundendienst",
                    "‹Auf Antwort habe ich {days} Tage gewartet›, [zweimal|über Ostern].",
                ),
                answer(
                    "no_more_need",
                    "das Ende des Projekts",
                    "‹Das Projekt ist vorbei›, [mehr nicht|schade eigentlich].",
                ),
            ),
            ("Der Hauptgrund war {gist}.",),
            {"cost": money(150, 800, 10, "{} Euro"), "days": number(3, 14, spelled=False)},
        ),
        Topic(
            "used_for_months",
            ("Wie lange waren Sie bei uns?", "Wie viele Monate waren es?"),
            (
                answer(
                    "{months}",
                    "{months} Monate",
                    "‹{months} Monate›, [glaube ich|laut Rechnung].",
                    "[Etwa|Gut] ‹{months}›.",
                ),
            ),
            ("Das Ganze dauerte {gist}.",),
            {"months": number(2, 36, spelled=False)},
        ),
        Topic(
            "last_straw",
            ("Gab es den einen Moment?", "Was hat das Fass zum Überlaufen gebracht?"),
            (
                answer(
                    QUOTE,
                    "die Rechnung am Sonntag",
                    "‹Die Rechnung kam an einem Sonntag›, [da war Schluss|beim Frühstück].",
                ),
                answer(
                    QUOTE,
                    "ein leerer Bericht",
                    "‹Der Bericht für den Vorstand war leer›, [peinlich|fünf Minuten vorher].",
                ),
            ),
            ("Das Fass zum Überlaufen brachte {gist}.",),
        ),
        Topic(
            "moved_to",
            ("Was nutzen Sie jetzt?",),
            (
                answer(
                    {"name": "{rival}", "price_per_month": "{fee}"},
                    "{rival} für {fee}",
                    "‹{rival}›, [das kostet|für] ‹{fee}› [im Monat|monatlich].",
                ),
                answer(
                    {"name": "nichts", "price_per_month": 0},
                    "gar nichts",
                    "‹Gar nichts›, [wieder Papier|und es geht].",
                ),
            ),
            ("Stattdessen: {gist}.",),
            {"rival": pick("Zettelwerk", "etwas Eigenes"), "fee": money(0, 120, 10, "{} Euro")},
        ),
        Topic(
            "would_return",
            ("Kämen Sie wieder?",),
            (
                answer(
                    True,
                    "eine Rückkehr ist denkbar",
                    "‹Ja, warum nicht›, [wenn es billiger wird|später].",
                ),
                answer(
                    False,
                    "eine Rückkehr ist ausgeschlossen",
                    "‹Nein, eher nicht›, [danke|das Thema ist durch].",
                ),
            ),
            ("Nach heutigem Stand: {gist}.",),
        ),
        Topic(
            "call_back_on",
            ("Wann dürfte ein Mensch Sie anrufen?",),
            (
                answer(
                    "{call}",
                    "am {call}",
                    "‹Am {call}›, [nach vier|vormittags].",
                    "[Vielleicht|Gern] ‹am {call}›.",
                ),
            ),
            ("Ein Anruf ist vereinbart: {gist}.",),
            {"call": day(1, 12, "de")},
        ),
    ),
    ("{first} hat gekündigt.", "Gespräch zur Kündigung mit {first}."),
    "exit",
    contexts=({"plan": "team", "locale": "de-DE"}, {"plan": "solo", "locale": "de-AT"}),
)
