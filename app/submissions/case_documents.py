"""The documents that a case system has sent with what it told of a case."""

from fastapi import Response
from sqlalchemy.orm import Session

from app import files
from app.cases.models import CaseEvent
from app.downloads import download
from app.errors import PageNotFound
from app.submissions.models import Submission


def document_of(session: Session, submission: Submission, number: int) -> Response:
    """What was sent with the event of that number; raises `PageNotFound`."""
    event = session.get(CaseEvent, (submission.id, number))
    if event is None or event.document_file_id is None:
        raise PageNotFound
    file = session.get_one(files.File, event.document_file_id)
    return download(file.id, event.document_name or "", file.media_type, file.size)
