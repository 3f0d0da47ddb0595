"""Makes the receipt's PDF: the errand `make_receipt`."""

from uuid import UUID

from sqlalchemy.orm import Session

from app import files
from app.clock import now
from app.database import Database
from app.municipalities.municipality import read
from app.outbox.models import Errand
from app.outbox.outcomes import Done
from app.receipts.pdf import render
from app.receipts.receipt import receipt_of
from app.submissions.models import Submission


def make_receipt(database: Database, errand: Errand) -> Done:
    """Make the PDF; made twice, the first is kept."""
    with database.reading.begin() as session:
        submission = session.get_one(Submission, errand.submission_id)
        municipality = read(session, submission.municipality_code)
    if submission.receipt_made_at is not None:
        return Done()
    assert municipality is not None
    content = render(receipt_of(submission, municipality))
    return Done(lambda session: _keep(session, errand.submission_id, content))


def _keep(session: Session, submission_id: UUID, content: bytes) -> None:
    submission = session.get_one(Submission, submission_id, with_for_update=True)
    if submission.receipt_made_at is None:
        submission.receipt_file_id = files.store(session, content, "application/pdf").id
        submission.receipt_made_at = now()
