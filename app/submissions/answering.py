"""A citizen answers what they were asked for: words and files, told to the same case.

What they have written and attached lies open, one answer to a case, until they send it. A second
press finds it sent; what another window adds after that lies open anew until it is sent too.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app import files
from app.auth.powers.right import RightEnded
from app.auth.visitor import CurrentVisitor, Visitor, find_visitor
from app.clock import now, today
from app.database import ReadingSession, database
from app.errors import LoginNeeded, PageNotFound, StepUpNeeded
from app.forms import case_answer
from app.forms.case_answer import FILES, TEXT
from app.forms.field import Field
from app.forms.file_names import size_in_words
from app.forms.known import Known
from app.forms.messages import InvalidAnswer
from app.forms.posted import LONGEST, Posted
from app.forms.questions.upload import Problems, together
from app.ids import new_id
from app.municipalities.current import CurrentMunicipality, municipality_of
from app.municipalities.municipality import Municipality
from app.pages import go, page, translator_of
from app.submissions import attachments, case_messages
from app.submissions.attaching import sorted_out
from app.submissions.attachments import Attachment, AttachmentRow, told_with_each
from app.submissions.case_messages import SUPPLEMENTED, CaseMessage, open_message
from app.submissions.incoming import Arrived
from app.submissions.keeping import keep_as_told
from app.submissions.left_behind import left_behind_in, take_up_answer
from app.submissions.mine import case_of
from app.submissions.models import Submission
from app.submissions.progress import Progress, with_progress
from app.submissions.receiving import Received, received

# The case that somebody may answer, by its reference; raises what stands in the way.
Find = Callable[[Request, Session, Municipality, Visitor, str], Submission]

router = APIRouter(prefix="/mine-sager/{reference}/svar", include_in_schema=False)


async def received_answer(request: Request) -> Received:
    """What was posted, read once; raises `BadRequest` or `TooLarge`."""
    return await received_by(request, case_of)


async def received_by(request: Request, find: Find) -> Received:
    """The same of whoever `find` lets answer."""
    return await received(request, partial(_room, request, find))


@router.get("")
def ask(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
) -> Response:
    return ask_about(request, session, case_of(request, session, municipality, visitor, reference))


def ask_about(request: Request, session: Session, submission: Submission) -> Response:
    """The page, with what lies open; a case that nothing was asked about has none."""
    case = _case(session, submission)
    if not case.may_be_supplemented:
        return go(submission.address)
    message = open_message(session, case.submission.id)
    typed = take_up_answer(request, case.submission)
    text = typed.one(TEXT.key) if typed else message.text if message else ""
    return _page(request, case, text, _kept(session, message))


@router.post("")
def answer(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    come: Annotated[Received, Depends(received_answer)],
) -> Response:
    try:
        with database().reading.begin() as session:
            found = case_of(request, session, municipality, visitor, reference)
    except (LoginNeeded, StepUpNeeded) as needed:
        needed.left_behind = left_behind_in(request, come.posted)
        raise
    return take(request, found, come)


def take(request: Request, found: Submission, come: Received) -> Response:
    """Keep what has come; send it where »Send« was pressed and nothing is wrong with it."""
    posted = come.posted
    with database().writing.begin() as session:
        submission = session.get_one(Submission, found.id, with_for_update=True)
        case = _case(session, submission)
        to_case = go(submission.address)
        sent = _sent_since(case, posted.one("nummer"))
        if not case.may_be_supplemented or (sent and _says_the_same(session, sent, come)):
            files.remove(session, [each.file.id for each in come.files])
            return to_case
        message = _open(session, submission)
        text, problems = _read_text(posted)
        message.text, message.changed_at = posted.one(TEXT.key)[:LONGEST], now()
        crowded_out = _attach(session, submission, message, come.files)
        problems |= together(come.problems, crowded_out)
        action, _, attachment = posted.one("_action").partition(":")
        if action == "remove":
            problems.pop(TEXT.key, None)
            _take_away(session, message, attachment)
        kept = _kept(session, message)
        if action != "remove" and not problems and sent is None:
            if text or kept:
                message.text = text
                case_messages.send_open(session, submission, message)
                keep_as_told(submission, case.events, message.sent_at)
                return to_case
            problems[TEXT.key] = case_answer.nothing_in_it()
    return _page(request, case, posted.one(TEXT.key), kept, problems, sent_elsewhere=bool(sent))


def keep_typed(session: Session, submission: Submission, text: str) -> None:
    """Let what somebody has written lie open, where they may answer; the submission is held."""
    if _case(session, submission).may_be_supplemented:
        message = _open(session, submission)
        message.text, message.changed_at = text[:LONGEST], now()


def _case(session: Session, submission: Submission) -> Progress:
    (case,) = with_progress(session, [submission])
    return case


def _room(request: Request, find: Find, posted: Posted) -> Mapping[str, int]:
    """For how many more files; none where they may not answer, which the route says."""
    municipality = municipality_of(request)
    reference = request.path_params["reference"]
    with database().reading.begin() as session:
        try:
            visitor = find_visitor(session, request, municipality)
            submission = find(request, session, municipality, visitor, reference)
        except (LoginNeeded, PageNotFound, RightEnded, StepUpNeeded):
            return {}
        kept = _kept(session, open_message(session, submission.id))
    return {FILES.key: FILES.most - len(kept)}


def _sent_since(case: Progress, number: str) -> CaseMessage | None:
    """What the page was about, if that is sent by now: pages say how many were sent before it."""
    if not (number.isdecimal() and int(number) < len(case.supplements)):
        return None
    return case.supplements[int(number)]


def _says_the_same(session: Session, sent: CaseMessage, come: Received) -> bool:
    """Whether nothing has come that was not sent: a button pressed twice, or the page before."""
    known = {each.sha256 for each in _kept(session, sent)}
    return come.posted.one(TEXT.key) in ("", sent.text) and all(
        each.file.sha256 in known for each in come.files
    )


def _open(session: Session, submission: Submission) -> CaseMessage:
    """What lies open, or is begun here. The submission is held."""
    message = open_message(session, submission.id)
    if message is None:
        message = CaseMessage(id=new_id(), submission_id=submission.id, kind=SUPPLEMENTED, text="")
        session.add(message)
        session.flush()
    return message


def _read_text(posted: Posted) -> tuple[str, Problems]:
    try:
        return TEXT.read(posted, Known(today=today())) or "", {}
    except InvalidAnswer as wrong:
        return "", {TEXT.key: wrong}


def _kept(session: Session, message: CaseMessage | None) -> Sequence[Attachment]:
    if message is None:
        return ()
    return told_with_each(session, [message.id]).get(message.id, ())


def _attach(
    session: Session, submission: Submission, message: CaseMessage, arrived: Sequence[Arrived]
) -> Problems:
    """Keep the files with the message, each once; those that another window has left no room for
    are told of."""
    kept = _kept(session, message)
    names, known = [each.name for each in kept], {each.sha256 for each in kept}
    found = sorted_out(FILES, arrived, names, known)
    session.add_all(
        AttachmentRow(
            municipality_code=submission.municipality_code,
            draft_id=submission.draft_id,
            submission_id=submission.id,
            message_id=message.id,
            question=each.key,
            file_id=each.file.id,
            name=name,
        )
        for each, name in found.wanted
    )
    session.flush()
    files.remove(session, found.unwanted)
    return {FILES.key: found.problem} if found.problem else {}


def _take_away(session: Session, message: CaseMessage, attachment: str) -> None:
    try:
        attachments.remove_of_messages(session, [message.id], only=UUID(attachment))
    except ValueError:
        raise PageNotFound from None


def _page(
    request: Request,
    case: Progress,
    text: str,
    kept: Sequence[Attachment],
    problems: Problems | None = None,
    *,
    sent_elsewhere: bool = False,
) -> Response:
    t, wrong = translator_of(request), problems or {}
    said = {key: problem.say(t) for key, problem in wrong.items()}
    listed = [(str(each.id), each.name, size_in_words(each.size).say(t)) for each in kept]
    fields = [
        Field(TEXT, {TEXT.key: text}, problem=said.get(TEXT.key)),
        Field(FILES, {}, problem=said.get(FILES.key), options=listed),
    ]
    return page(
        request,
        "my_cases/answer.html",
        status=422 if wrong else 409 if sent_elsewhere else 200,
        case=case,
        sent_elsewhere=sent_elsewhere,
        fields=fields,
        problems=[(each.question.key, each.problem) for each in fields if each.problem],
    )
