"""A form as a page of Danish, which a specialist can read and approve."""

from collections.abc import Iterator

from app.forms.by_post import say_either
from app.forms.capacities import IN_WORDS
from app.forms.form import CASE_SYSTEMS, Form, Step
from app.forms.messages import in_danish
from app.forms.prefill import FROM_CITIZEN
from app.forms.questions.question import Question

_LOGIN = {
    "none": "Kræver ikke login.",
    "low": "Kræver MitID, niveau lav.",
    "substantial": "Kræver MitID, niveau betydelig.",
    "high": "Kræver MitID, niveau høj.",
}


def outline_of(form: type[Form]) -> str:
    return "\n".join(_lines(form)) + "\n"


def _lines(form: type[Form]) -> Iterator[str]:
    start = form.before_you_start
    yield f"{form.title} (version {form.version})"
    yield ""
    yield f"Før du begynder   /{form.slug}"
    yield f"   {start.who}"
    yield f"   Det tager cirka {start.minutes} minutter."
    yield from (f"   Hav klar: {thing}" for thing in start.have_ready)
    yield f"   Bagefter: {start.afterwards}"
    yield f"   Myndighed: {start.authority or 'kommunen'}"
    if "company" in form.applicants:
        both = "citizen" in form.applicants
        yield f"   Kan søges af {'borgere, ' if both else ''}virksomheder og foreninger."
    yield f"   {_login(form)}"
    yield from _for_another(form)
    for number, step in enumerate(form.steps, start=1):
        yield ""
        yield from _step(form, step, number)
    yield ""
    yield from _afterwards(form)


def _for_another(form: type[Form]) -> Iterator[str]:
    if form.login == "none" or "citizen" not in form.applicants:
        return
    not_sent_by = {each.capacity for each in form.not_sent_by}
    may = [words for capacity, words in IN_WORDS.items() if capacity not in not_sent_by]
    if may:
        yield f"   Kan sendes for en anden borger af {_either(may)}."
    for each in form.not_sent_by:
        yield f"   Kan ikke sendes af {IN_WORDS[each.capacity]}: »{each.instead}«"


def _either(words: list[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} eller {last}" if before else last


def _login(form: type[Form]) -> str:
    erhverv = "MitID eller MitID Erhverv" if "citizen" in form.applicants else "MitID Erhverv"
    return _LOGIN[form.login].replace("MitID", erhverv if "company" in form.applicants else "MitID")


def _step(form: type[Form], step: Step, number: int) -> Iterator[str]:
    yield f"{number}. {step.title}   /{form.slug}/{step.slug}"
    if step.only_if is not None:
        yield f"   Vises kun, hvis {step.only_if.say()}."
    for question in step.questions:
        yield from _question(question)
    for rule in step.rules:
        yield f"   Svarene passer kun sammen, hvis {rule.condition.say()}."
        yield f"     Ellers: »{rule.otherwise}«"


def _question(question: Question) -> Iterator[str]:
    yield f"   – {question.label}" + (" (frivilligt)" if question.says_optional else "")
    if question.hint:
        yield f"     »{question.hint}«"
    if question.prefill in FROM_CITIZEN:
        yield "     udfyldes med det, borgeren har skrevet under »Mine data«"
    elif question.prefill:
        register = "CVR" if question.prefill.startswith("company.") else "CPR"
        yield f"     hentes fra {register}" + (", kan ikke ændres" if question.locked else "")
    yield from (f"     {rule}" for rule in question.rules())


def _afterwards(form: type[Form]) -> Iterator[str]:
    filing = form.filing
    yield f"Når den er sendt: {say_either(form.what_happens_next)}"
    for still in form.still_to_do:
        yield f"Hvis {still.only_if.say()}:"
        yield f"   {still.say(in_danish)}"
    if form.when_we_answer is not None:
        yield f"Hvis kommunen har bestemt »{form.when_we_answer.decision.label}«:"
        yield f"   {form.when_we_answer.text}"
    if form.is_decision:
        yield f"Svaret er en afgørelse. Klage: {form.complaint}"
    else:
        yield "Svaret er ikke en afgørelse."
    if form.proof:
        yield "Kvitteringen åbnes med referencen og: " + _labels(form.proof)
    for decision in form.decisions.values():
        default = "ikke bestemt" if decision.default is None else str(decision.default)
        yield f"Kommunen bestemmer: {decision.label} ({decision.unit}), ellers {default}."
    yield f"Formål: {form.privacy.purpose}"
    yield f"Hjemmel: {form.privacy.legal_basis}"
    yield f"Modtagere: {form.privacy.recipients}"
    yield f"Sagens titel: {_case_title(form)}"
    yield (
        f"Hører til i {CASE_SYSTEMS[filing.system]}; kommunen bestemmer, hvilket fagsystem den "
        f"sendes til. KLE {filing.kle} {filing.facet}. Slettes her efter {form.keep_days} dage."
    )
    counted = _labels(form.count_by) or "ingen"
    yield f"Svar, der må indgå i statistik, uden at nogen kan kendes: {counted}."


def _labels(questions: tuple[Question, ...]) -> str:
    return ", ".join(f"»{question.label}«" for question in questions)


def _case_title(form: type[Form]) -> str:
    return form.filing.title.format(**{key: f"[{q.label}]" for key, q in form.questions.items()})
