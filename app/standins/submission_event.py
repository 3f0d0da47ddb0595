"""What an event about a submission must hold, as far as a case system relies on it."""

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

# KOMHEN's nine codes for what comes in.
Channel = Literal[
    "SLVBTJN", "TLFIND", "PRSNLG", "PPRIND", "EMLIND", "DOCIND", "CHAT", "SMSIND", "WEB"
]


class FormMeant(BaseModel):
    slug: str
    version: int
    title: str
    kle: str = Field(pattern=r"^\d\d\.\d\d\.\d\d$")
    facet: str = ""


class MunicipalityMeant(BaseModel):
    code: str = Field(pattern=r"^\d{4}$")
    name: str
    cvr: str = ""


class Applicant(BaseModel):
    """Whose case it is; nobody in particular when `kind` is anonymous."""

    kind: str
    cpr: str = ""
    name: str = ""


class Row(BaseModel):
    """One answer as the citizen saw it, and where it came from."""

    label: str
    value: str
    origin: Literal["register", "citizen", "staff"]


class Receipt(BaseModel):
    url: str


class Submission(BaseModel):
    """The event's `data`."""

    reference: str
    form: FormMeant
    municipality: MunicipalityMeant
    channel: Channel
    applicant: Applicant
    submitted_at: AwareDatetime
    case_title: str
    answers: dict[str, Any]
    rows: list[Row]
    receipt: Receipt
