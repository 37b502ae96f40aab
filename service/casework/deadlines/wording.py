"""The words of deadlines and clock sentences, in English and Spanish. Only wording: no rule and no number of
days."""

from __future__ import annotations

from typing import Final

from service.casework.facts import Clock, LeftOut, StateRules, Text

DAYS: Final[dict[str, Text]] = {
    "calendar": {"en": "calendar days", "es": "días calendario"},
    "school": {"en": "school days", "es": "días escolares"},
    "business": {"en": "business days", "es": "días hábiles"},
    "school_working": {"en": "school working days", "es": "días escolares hábiles"},
    "instructional": {"en": "instructional days", "es": "días de instrucción"},
}

WHO: Final[dict[str, Text]] = {
    "district": {"en": "The school district", "es": "El distrito escolar"},
    "school": {"en": "The school", "es": "La escuela"},
    "unit": {"en": "The school unit", "es": "La unidad escolar"},
    "system": {"en": "The school system", "es": "El sistema escolar"},
}

COVERS: Final[dict[str, Text]] = {
    "evaluation": {"en": "finish the first evaluation", "es": "terminar la primera evaluación"},
    "eligibility": {
        "en": "finish the first evaluation and decide on eligibility",
        "es": "terminar la primera evaluación y decidir sobre la elegibilidad",
    },
    "iep_implemented": {
        "en": "finish the first evaluation, decide on eligibility and put the IEP in place if one is needed",
        "es": "terminar la primera evaluación, decidir sobre la elegibilidad y poner en marcha el IEP si hace falta",
    },
}

STARTS: Final[dict[str, Text]] = {
    "request": {
        "en": "the day the school receives the request",
        "es": "el día en que la escuela recibe la solicitud",
    },
    "consent": {
        "en": "the day the school receives signed consent",
        "es": "el día en que la escuela recibe el consentimiento firmado",
    },
    "meeting": {"en": "the day of that meeting", "es": "el día de esa reunión"},
    "eligibility": {
        "en": "the day the team decides that the student needs special education",
        "es": "el día en que el equipo decide que el estudiante necesita educación especial",
    },
    "records_request": {
        "en": "the day you ask to see the records",
        "es": "el día en que usted pide ver el expediente",
    },
    "suspicion": {
        "en": "the day a disability is known or suspected",
        "es": "el día en que se conoce o se sospecha una discapacidad",
    },
}

TAKEN_AS: Final[dict[str, Text]] = {
    "letter": {"en": "taken here as the date of the letter", "es": "tomado aquí como la fecha de la carta"},
    "earlier": {"en": "taken here as the day it was made", "es": "tomado aquí como el día en que se hizo"},
    "consent": {"en": "taken here as the day you noted", "es": "tomado aquí como el día que usted anotó"},
}

FEDERAL: Final[dict[str, Text]] = {
    "answer_to_request": {
        "en": "ask for consent to evaluate, or refuse in writing with reasons, within a reasonable time",
        "es": "pedir el consentimiento para evaluar, o negarse por escrito y con razones, en un plazo razonable",
    },
    "reevaluation": {
        "en": "reevaluate when a parent asks, though not more than once a year unless both sides agree",
        "es": "reevaluar cuando la familia lo pide, aunque no más de una vez al año salvo que ambas partes lo acuerden",
    },
    "iep_meeting": {
        "en": "hold the meeting that writes the IEP, if the student is found eligible",
        "es": "celebrar la reunión que redacta el IEP, si se declara elegible al estudiante",
    },
    "records": {
        "en": "let you see the education records, and in any case before an IEP meeting",
        "es": "permitirle ver el expediente escolar, y en todo caso antes de una reunión del IEP",
    },
    "section_504_evaluation": {
        "en": "evaluate in good time; Section 504 sets no number of days",
        "es": "evaluar a tiempo; la Sección 504 no fija un número de días",
    },
}

SECOND_LIMIT: Final[Text] = {
    "en": "a second limit of {days} from {start} also holds, and the earlier date counts",
    "es": "también rige un segundo límite de {days} desde {start}, y cuenta la fecha más temprana",
}
START_NOUN: Final[dict[str, Text]] = {
    "consent": {"en": "signed consent", "es": "el consentimiento firmado"},
    "request": {"en": "the written request", "es": "la solicitud por escrito"},
}

STATE_MAY_DIFFER: Final[Text] = {
    "en": "Your state may set its own number of days, shorter or longer; that number then holds instead.",
    "es": "Su estado puede fijar su propio número de días, mayor o menor; en ese caso rige ese número.",
}
WITHOUT_CALENDAR: Final[dict[str, Text]] = {
    "school": {
        "en": "Counted without your district's calendar. Each day that school is closed moves this date "
        "later, and so does summer.",
        "es": "Contado sin el calendario de su distrito. Cada día sin clases atrasa esta fecha, y también el verano.",
    },
    "calendar": {
        "en": "Counted without your district's calendar. The days that the rule leaves out move this date later.",
        "es": "Contado sin el calendario de su distrito. Los días que la regla no cuenta atrasan esta fecha.",
    },
}
CALENDAR_ENDS: Final[Text] = {
    "en": "The school year in your calendar ends first, on {last_day}. {days_left} of the days are then "
    "left and run on in the next school year.",
    "es": "El año escolar de su calendario termina antes, el {last_day}. Quedan entonces {days_left} de "
    "los días, que siguen en el próximo año escolar.",
}
CALENDAR_ENDS_OWN_RULE: Final[Text] = {
    "en": "The school year in your calendar ends first or is about to, on {last_day}. Ask the school for the date.",
    "es": "El año escolar de su calendario termina antes o está por terminar, el {last_day}. Pida la "
    "fecha a la escuela.",
}
NOT_MADE_AVAILABLE: Final[Text] = {
    "en": "The clock may not bind the school if the student is repeatedly not made available for testing, "
    "or changes districts ({citation}). Offer testing at home or by video.",
    "es": "El plazo puede no obligar a la escuela si el estudiante repetidamente no está disponible para "
    "las pruebas, o cambia de distrito ({citation}). Ofrezca hacer las pruebas en casa o por video.",
}


def days_in_words(clock: Clock, language: str) -> str:
    """The length of a clock, "15 school days", in the state's own name for its days."""
    return f"{clock.days} {DAYS[clock.day_name or clock.day_type][language]}"


def state_in_words(rules: StateRules, language: str) -> str:
    """The state's name as it stands within a sentence."""
    articles = {"en": "the ", "es": "el "}
    return articles[language] + rules.name[language] if rules.code == "DC" else rules.name[language]


# The letter

LETTER_COVERS: Final[dict[str, Text]] = {
    "evaluation": {"en": "complete the initial evaluation", "es": "completar la evaluación inicial"},
    "eligibility": {
        "en": "complete the initial evaluation and determine eligibility",
        "es": "completar la evaluación inicial y determinar la elegibilidad",
    },
    "iep_implemented": {
        "en": "complete the initial evaluation, determine eligibility and have an IEP in effect if one is needed",
        "es": "completar la evaluación inicial, determinar la elegibilidad y tener un IEP vigente si hace falta",
    },
}

LETTER: Final[dict[str, Text]] = {
    "answer": {
        "en": "In {state}, {who} has {days} from receiving this request to {what} ({citation}).",
        "es": "En {state}, {who} tiene {days} desde que recibe esta solicitud para {what} ({citation}).",
    },
    "answer_as_understood": {
        "en": "As I understand it, in {state} {who} has {days} from receiving this request to {what} ({citation}).",
        "es": "Según entiendo, en {state} {who} tiene {days} desde que recibe esta solicitud para {what} ({citation}).",
    },
    "answer_federal": {
        "en": "Federal rules set no number of days for the answer to this request, but {who} must either "
        "seek consent or refuse in writing within a reasonable time ({citation}).",
        "es": "Las reglas federales no fijan un número de días para contestar esta solicitud, pero {who} "
        "debe pedir el consentimiento o negarse por escrito en un plazo razonable ({citation}).",
    },
    "evaluation": {
        "en": "The evaluation clock in {state} starts with signed consent, not with this letter: from the "
        "day it receives consent, {who} has {days} to {what} ({citation}).",
        "es": "El plazo de evaluación en {state} empieza con el consentimiento firmado, no con esta "
        "carta: desde el día en que lo recibe, {who} tiene {days} para {what} ({citation}).",
    },
    "evaluation_as_understood": {
        "en": "As I understand it, the evaluation clock in {state} starts with signed consent, not with "
        "this letter: from the day it receives consent, {who} has {days} to {what} ({citation}).",
        "es": "Según entiendo, el plazo de evaluación en {state} empieza con el consentimiento firmado, "
        "no con esta carta: desde el día en que lo recibe, {who} tiene {days} para {what} ({citation}).",
    },
    "evaluation_from_request": {
        "en": "In {state} the evaluation clock starts with this referral, not with consent: {who} has "
        "{days} from receiving it to {what} ({citation}).",
        "es": "En {state} el plazo de evaluación empieza con esta remisión, no con el consentimiento: "
        "{who} tiene {days} desde que la recibe para {what} ({citation}).",
    },
    "evaluation_from_request_as_understood": {
        "en": "As I understand it, the evaluation clock in {state} starts with this referral, not with "
        "consent: {who} has {days} from receiving it to {what} ({citation}).",
        "es": "Según entiendo, el plazo de evaluación en {state} empieza con esta remisión, no con el "
        "consentimiento: {who} tiene {days} desde que la recibe para {what} ({citation}).",
    },
    "evaluation_both": {
        "en": "In {state} two limits apply together: {who} has {days} from signed consent, and {days_2} "
        "from receiving this written referral, to {what} ({citation}).",
        "es": "En {state} rigen dos límites a la vez: {who} tiene {days} desde el consentimiento firmado, "
        "y {days_2} desde que recibe esta remisión por escrito, para {what} ({citation}).",
    },
    "evaluation_federal": {
        "en": "The evaluation clock starts with signed consent, not with this letter: under federal rules "
        "an initial evaluation is due within {days} of consent, unless the state has set its own time "
        "({citation}).",
        "es": "El plazo de evaluación empieza con el consentimiento firmado, no con esta carta: según las "
        "reglas federales, la primera evaluación debe hacerse dentro de {days} desde el consentimiento, "
        "salvo que el estado haya fijado su propio plazo ({citation}).",
    },
    "reevaluation": {
        "en": "A reevaluation is owed when a parent asks for one, though not more than once a year "
        "unless both sides agree ({citation}).",
        "es": "Se debe hacer una reevaluación cuando la familia la pide, aunque no más de una vez al año "
        "salvo que ambas partes lo acuerden ({citation}).",
    },
    "section_504": {
        "en": "Section 504 sets no fixed number of days, but the Office for Civil Rights expects a timely "
        "evaluation once a disability is known or suspected ({citation}).",
        "es": "La Sección 504 no fija un número de días, pero la Oficina de Derechos Civiles espera una "
        "evaluación oportuna cuando se conoce o se sospecha una discapacidad ({citation}).",
    },
}

NEVER_MORE: Final[Text] = {
    "en": "{days}, and never more than {days_2},",
    "es": "{days}, y nunca más de {days_2},",
}
DAY_ONE: Final[Text] = {
    "en": "{days}, the day of the request included,",
    "es": "{days}, incluido el día de la solicitud,",
}
NOT_COUNTING: Final[Text] = {"en": "{days}, not counting {left_out},", "es": "{days}, sin contar {left_out},"}

ON_DATE: Final[Text] = {
    "en": "If you receive this letter on its date, that time ends on {date}.",
    "es": "Si reciben esta carta en su fecha, ese plazo termina el {date}.",
}
ON_DATE_BOTH: Final[Text] = {
    "en": "If you receive this letter on its date, the second limit ends on {date}.",
    "es": "Si reciben esta carta en su fecha, el segundo límite termina el {date}.",
}
AT_THE_EARLIEST: Final[Text] = {
    "en": "If you receive this letter on its date, that time ends on {date} at the earliest; please tell "
    "me the exact date.",
    "es": "Si reciben esta carta en su fecha, ese plazo no termina antes del {date}; les pido que me "
    "digan la fecha exacta.",
}
NO_DATE: Final[Text] = {
    "en": "Please tell me on which date that time ends.",
    "es": "Les pido que me digan en qué fecha termina ese plazo.",
}
ABSENCES: Final[Text] = {
    "en": "Because absences can lengthen this time, please plan the testing for times and places that "
    "are possible now.",
    "es": "Como las ausencias pueden alargar este plazo, les pido que planeen las pruebas en momentos y "
    "lugares que sean posibles ahora.",
}
CONFIRM: Final[Text] = {
    "en": "Please confirm the timeline that applies in {state}.",
    "es": "Les pido que confirmen el plazo que rige en {state}.",
}
CONFIRM_TOO: Final[Text] = {
    "en": "Please confirm this timeline as well.",
    "es": "Les pido que confirmen también este plazo.",
}
WHICH_ANSWER: Final[Text] = {
    "en": "If {state} sets a number of days for the answer, please tell me which.",
    "es": "Si {state} fija un número de días para la respuesta, les pido que me digan cuál.",
}
WHICH_EVALUATION: Final[Text] = {
    "en": "Please tell me which timeline applies in {state}.",
    "es": "Les pido que me digan qué plazo rige en {state}.",
}
WHICH_REEVALUATION: Final[Text] = {
    "en": "Please tell me which timeline {state} sets for it.",
    "es": "Les pido que me digan qué plazo fija {state} para ella.",
}
OUR_STATE: Final[Text] = {"en": "our state", "es": "nuestro estado"}


def left_out_in_words(left_out: LeftOut, language: str) -> str | None:
    """The days that a clock leaves out, as a noun; None when it counts them all, or only absences lengthen
    it."""
    if left_out.consent_wait:
        return {"en": "days of waiting for consent", "es": "los días de espera del consentimiento"}[language]
    if left_out.breaks_from is None:
        return {"en": "the summer", "es": "el verano"}[language] if left_out.summer else None
    breaks = _HOLIDAYS if left_out.breaks_from == 1 else _LONG_BREAKS
    words = breaks[language].format(days=left_out.breaks_from - 1)
    return f"{_SUMMER_OR[language]} {words}" if left_out.summer else words


_HOLIDAYS: Final[Text] = {"en": "school holidays", "es": "los feriados escolares"}
_LONG_BREAKS: Final[Text] = {
    "en": "school breaks longer than {days} school days",
    "es": "las vacaciones de más de {days} días escolares",
}
_SUMMER_OR: Final[Text] = {"en": "the summer or", "es": "el verano ni"}
