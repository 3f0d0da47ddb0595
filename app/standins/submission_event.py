"""What an event about a submission must hold, as far as a case system relies on it."""

from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, Field, model_validator

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


class Proof(BaseModel):
    """How somebody is known: by a login at an assurance level, or by a right to act for another."""

    how: Literal["mitid", "mitid_erhverv", "power_of_attorney", "custody", "guardianship"]
    level: Literal["low", "substantial", "high"] | None = None
    power_of_attorney: str = ""
    register_name: str = Field(default="", alias="register")
    at: AwareDatetime | None = None


class Applicant(BaseModel):
    """Whose case it is; nobody in particular when `kind` is anonymous."""

    kind: Literal["citizen", "company", "anonymous"]
    cpr: str = Field(default="", pattern=r"^(\d{10})?$")
    cvr: str = Field(default="", pattern=r"^(\d{8})?$")
    p_number: str = Field(default="", pattern=r"^(\d{10})?$")
    name: str = ""
    proven: Proof | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if self.kind == "citizen" and not self.cpr:
            raise ValueError("a citizen has a CPR number")
        if self.kind == "company" and not self.cvr:
            raise ValueError("a company has a CVR number")
        if self.kind != "anonymous" and self.proven is None:
            raise ValueError("whoever is named is proven")
        return self


class ActedBy(BaseModel):
    """Who acted for the applicant, in which capacity, and how we know."""

    kind: Literal["citizen", "company_person", "staff"]
    cpr: str = Field(default="", pattern=r"^(\d{10})?$")
    name: str = ""
    uuid: str = ""
    role: Literal["represents", ""] = ""
    capacity: Literal["power_of_attorney", "parent", "guardian", "for_company"] | None = None
    proven: Proof


class Row(BaseModel):
    """One answer as the citizen saw it, and where it came from."""

    label: str
    value: str
    origin: Literal["register", "citizen", "staff"]


class Receipt(BaseModel):
    url: str


class Attachment(BaseModel):
    """A file that goes along: by an address that opens for a while, or in the event itself."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    media_type: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(ge=0)
    url: str = Field(repr=False)
    content_base64: str | None = Field(default=None, repr=False)


class Submission(BaseModel):
    """The event's `data`."""

    reference: str
    form: FormMeant
    municipality: MunicipalityMeant
    channel: Channel
    applicant: Applicant
    acted_by: ActedBy | None = None
    submitted_at: AwareDatetime
    case_title: str
    answers: dict[str, Any]
    rows: list[Row]
    receipt: Receipt
    attachments: list[Attachment]


class More(BaseModel):
    """The `data` of an event that tells a case more: a supplement, or a wish to withdraw it."""

    reference: str
    case_number: str
    text: str
    attachments: list[Attachment]
