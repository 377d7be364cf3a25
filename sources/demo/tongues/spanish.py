"""Onboarding interviews in Spanish."""

from sources.demo.draws import day, number, pick, several
from sources.demo.northwind.onboarding_template import FAMILY
from sources.demo.script import QUOTE, Phrasebook, Script, Topic, answer

SPANISH = Phrasebook(
    language="es",
    greetings=("¡Hola!", "¡Hola, {first}!", "¡Buenas, {first}! Gracias por venir."),
    hellos=(
        "Hola, [¿me oyes bien?|aquí estoy].",
        "[Buenos días|Buenas tardes], [cuando quieras|dime].",
    ),
    acks=(
        "[Entendido|Vale|Muy bien].",
        "Gracias, [me ayuda mucho|queda claro].",
        "[Ya veo|Claro].",
    ),
    declines=("[Prefiero no decirlo|Eso me lo guardo], [lo siento|si no te importa].",),
    declined=("[Por supuesto|Sin problema], [seguimos|pasamos a otra cosa].",),
    dodges=("[Depende|Según], [no sabría decirte|tendría que mirarlo].",),
    mumbles=("[Pues… eso, lo de siempre.|Bueno, no sé… ya me entiendes.]",),
    repeats=("[Perdona, se ha cortado|No te he oído bien]. ¿[Lo repites|Me lo dices otra vez]?",),
    wraps=("[Eso era todo|No tengo más preguntas]. [Muchas gracias|Mil gracias], {first}.",),
    byes=("[Gracias a ti|Nada más], [hasta luego|un saludo].", "[Perfecto|Genial], [adiós|chao]."),
    ends=("[¡Que tengas un buen día!|¡Hasta pronto, {first}!|¡Cuídate!]",),
    asides=(
        (
            "u: [Perdona, llaman a la puerta|Un momento, el niño]…",
            "a: [Tranquilo, espero|Sin prisa].",
            "u: [Ya está|Listo]. [¿Por dónde íbamos?|Sigue.]",
        ),
        (
            "u: ¿[Esto se graba|Quién lee esto]?",
            "a: Se guarda [una transcripción|el texto] y puedes pedir que se borre.",
            "u: [Ah, vale|De acuerdo].",
        ),
    ),
    broke_off=("{first} tuvo que irse antes de terminar.",),
    failed=("La conexión se perdió.",),
)
SCRIPT = Script(
    FAMILY,
    SPANISH,
    (
        (
            "Me gustaría [conocerte un poco|saber qué haces] para que "
            "[empieces|arranques] con buen pie."
        ),
        (
            "[Serán diez minutos|Es cortito]: [quién eres y qué quieres hacer|tu equipo y tu "
            "proyecto]."
        ),
    ),
    (
        Topic(
            "role",
            (
                "¿A qué te dedicas?",
                "[Cuéntame|Dime], ¿[qué haces en la empresa|cuál es tu puesto]?",
            ),
            (
                answer(
                    QUOTE,
                    "dirige la investigación",
                    "‹Llevo la investigación con usuarios› [desde enero|yo sola].",
                ),
                answer(
                    QUOTE,
                    "atiende a los clientes",
                    "‹Atiendo a los clientes por teléfono›, [ocho horas al día|y por chat].",
                ),
                answer(
                    QUOTE,
                    "es socia fundadora",
                    "[Fundé esto con mi prima.|Somos dos socias.] ‹Hago de todo›.",
                ),
            ),
            ("{first} {gist}.",),
        ),
        Topic(
            "team_size",
            ("¿Cuántos sois?", "¿Cuántas personas [lo van a usar|hay en el equipo]?"),
            (
                answer(
                    "{people}",
                    "{people} personas",
                    "[Somos|Ahora mismo] ‹{people}›.",
                    "‹{people} personas›, [contando becarios|y creciendo].",
                ),
            ),
            ("El equipo tiene {gist}.",),
            {"people": number(2, 40, spelled=False)},
        ),
        Topic(
            "current_tools",
            ("¿Qué usáis [ahora|hoy en día]?",),
            (
                answer(
                    "{tools}",
                    "{tools}",
                    "‹{tools}›, [y mucha paciencia|qué remedio].",
                    "[Pues] ‹{tools}›.",
                ),
            ),
            ("Hoy usan {gist}.",),
            {
                "tools": several(
                    ("hojas de cálculo", "formularios", "correo", "notas en papel"), last=" y "
                )
            },
        ),
        Topic(
            "biggest_worry",
            ("¿Qué podría salir mal?",),
            (
                answer(
                    QUOTE,
                    "que nadie lea los resultados",
                    "‹Que nadie lea los resultados›, [como siempre|otra vez].",
                ),
                answer(
                    QUOTE,
                    "que la gente mayor cuelgue",
                    "‹Que la gente mayor cuelgue› [al oír una máquina|enseguida].",
                ),
            ),
            ("Le preocupa {gist}.",),
        ),
        Topic(
            "first_project",
            ("¿Qué [quieres|te gustaría] hacer primero?",),
            (
                answer(
                    QUOTE,
                    "hablar con quienes se dan de baja",
                    "‹Hablar con todos los que se dan de baja›, [por fin|uno a uno].",
                ),
                answer(
                    QUOTE,
                    "probar los precios nuevos",
                    "‹Probar la página de precios nueva› [en México|antes de julio].",
                ),
            ),
            ("El primer proyecto: {gist}.",),
        ),
        Topic(
            "launch_date",
            ("¿Para cuándo [tiene que estar|lo necesitas]?",),
            (
                answer(
                    "{launch}",
                    "el {launch}",
                    "[Para|Antes] ‹el {launch}›.",
                    "‹El {launch}›, [sin falta|ni un día más].",
                ),
            ),
            ("Tiene que estar {gist}.",),
            {"launch": day(14, 80, "es")},
        ),
    ),
    ("Entrevista de bienvenida con {first}.", "{first} acaba de empezar."),
    "onboarding",
    slots={"team": pick("producto", "ventas")},
    contexts=({"plan": "team", "locale": "es-ES"}, {"plan": "trial", "locale": "es-MX"}),
)
