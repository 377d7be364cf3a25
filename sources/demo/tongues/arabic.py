"""Appointment booking in Arabic: text that runs from right to left."""

from sources.demo.draws import day, number, pick
from sources.demo.harbor.booking import FAMILY
from sources.demo.script import Phrasebook, Script, Tool, Topic, answer

ARABIC = Phrasebook(
    language="ar",
    greetings=("مرحبا!", "أهلا {first}!", "السلام عليكم."),
    hellos=("[مرحبا|أهلا]، [هل تسمعني؟|نعم أسمعك].", "وعليكم السلام، [تفضل|أنا هنا]."),
    acks=("[حسنا|تمام|مفهوم].", "شكرا، [هذا واضح|هذا يساعدني]."),
    declines=("[أفضل ألا أقول|لا أريد الإجابة عن هذا]، [آسف|لو سمحت].",),
    declined=("[بالطبع|لا مشكلة]، [ننتقل|لنكمل].",),
    dodges=("[لا أعرف بعد|يعتمد]، [سأسأل أخي|علي أن أتأكد].",),
    mumbles=("[يعني… كالعادة|لا أدري، شيء من هذا القبيل].",),
    repeats=("[عفوا، انقطع الصوت|لم أسمعك جيدا]. هل تعيد ذلك؟",),
    wraps=("[هذا كل شيء|انتهت أسئلتي]، شكرا [لك|جزيلا] يا {first}.",),
    byes=("[شكرا|العفو]، مع السلامة.", "[بارك الله فيك|تمام]، [إلى اللقاء|سلام]."),
    ends=("[مع السلامة|نراك قريبا|دمت بخير] يا {first}.",),
    asides=(
        ("u: [لحظة، الباب|لحظة، الهاتف الآخر]…", "a: [خذ وقتك|أنا أنتظر].", "u: [عدت|تفضل]."),
        (
            "u: كم [التكلفة|السعر] بدون تأمين؟",
            "a: يخبرك المكتب [عند الوصول|قبل أي شيء].",
            "u: [حسنا|طيب].",
        ),
    ),
    broke_off=("أنهى {first} المكالمة قبل الانتهاء.",),
    failed=("انقطع الاتصال.",),
)
SCRIPT = Script(
    FAMILY,
    ARABIC,
    (
        "عيادات Harbor، [كيف أساعدك؟|هل تريد موعدا؟]",
        "هنا خط الحجز في عيادات Harbor. [تفضل|كيف أخدمك؟]",
    ),
    (
        Topic(
            "reason",
            ("ما سبب الزيارة؟", "[لماذا تريد الموعد؟|مم تشكو؟]"),
            (
                answer("check-up", "فحص عام", "‹فحص عام› [فقط|ككل سنة]."),
                answer(
                    "pain", "ألم في {spot}", "‹عندي ألم في {spot}› منذ [أسبوع|يومين|{nights} أيام]."
                ),
                answer("vaccination", "لقاح", "أحتاج ‹لقاحا› [قبل السفر|للمدرسة]."),
                answer("results", "نتائج التحليل", "أريد ‹نتائج التحليل› [من فضلك|الأخير]."),
            ),
            ("السبب: {gist}.",),
            {"spot": pick("الظهر", "الركبة", "الكتف"), "nights": number(3, 9, spelled=False)},
        ),
        Topic(
            "clinic",
            ("أي عيادة [أقرب إليك|تناسبك]؟",),
            (
                answer("Quayside", "Quayside", "‹Quayside›، [قرب العمل|من فضلك]."),
                answer("Lighthouse", "Lighthouse", "[أذهب دائما إلى|أظن] ‹Lighthouse›."),
                answer("Old Harbor", "Old Harbor", "‹Old Harbor›، [عند السوق|أستطيع المشي]."),
            ),
            ("العيادة: {gist}.",),
        ),
        Topic(
            "first_visit",
            ("هل هذه أول زيارة لك؟",),
            (
                answer(True, "زيارة أولى", "‹نعم، أول مرة›، [انتقلنا حديثا|نصحني جاري]."),
                answer(False, "مريض سابق", "‹لا، كنت عندكم من قبل›، [ملفي عندكم|قبل سنة]."),
            ),
            ("هي {gist}.",),
        ),
        Topic(
            "appointment_date",
            ("[متى تريد أن تأتي|أي يوم يناسبك]؟",),
            (
                answer(
                    "{date}",
                    "{date}",
                    "‹{date}› [إن أمكن|مناسب].",
                    "[هل يوجد شيء في|أفضل] ‹{date}›؟",
                ),
            ),
            ("الموعد في {gist}.",),
            {"date": day(1, 25, "ar"), "slot": pick("09:30", "11:00", "14:30")},
            Tool(
                "find_free_slots",
                {"date": "{date}", "length_minutes": 20},
                {"date": "{date}", "free": ["{slot}"]},
                "في {date} عندي الساعة {slot}.",
                "[مناسب|ممتاز|نعم].",
                "timeout after 8000 ms",
                "التقويم بطيء اليوم، سنرسل لك رسالة.",
            ),
        ),
        Topic(
            "appointment_time",
            ("إذن [أي ساعة أكتب|في أي ساعة]؟",),
            (
                answer(
                    "{slot}",
                    "{slot}",
                    "[الساعة|نعم،] ‹{slot}›[، شكرا|].",
                ),
            ),
            ("الساعة {gist}.",),
        ),
    ),
    ("اتصل {first} لحجز موعد.", "طلب {first} موعدا."),
    "booking",
    contexts=({"line": "booking", "locale": "ar"},),
)
