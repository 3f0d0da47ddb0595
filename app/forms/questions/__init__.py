"""The kinds of question there are: one file and one template each."""

from app.forms.questions.address import Address
from app.forms.questions.amount import Amount
from app.forms.questions.choice import Choice
from app.forms.questions.choices import Choices
from app.forms.questions.cpr import Cpr
from app.forms.questions.date import Date, Late
from app.forms.questions.declaration import Declaration
from app.forms.questions.email import Email
from app.forms.questions.information import Information, Link
from app.forms.questions.long_text import LongText
from app.forms.questions.people import EACH_CHILD, PROTECTED_CHILD, People
from app.forms.questions.phone import Phone
from app.forms.questions.question import Question
from app.forms.questions.text import Text
from app.forms.questions.time import Time
from app.forms.questions.unit import Unit
from app.forms.questions.upload import Upload
from app.forms.questions.whole_number import WholeNumber
from app.forms.questions.yes_no import YesNo

__all__ = [
    "EACH_CHILD",
    "PROTECTED_CHILD",
    "Address",
    "Amount",
    "Choice",
    "Choices",
    "Cpr",
    "Date",
    "Declaration",
    "Email",
    "Information",
    "Late",
    "Link",
    "LongText",
    "People",
    "Phone",
    "Question",
    "Text",
    "Time",
    "Unit",
    "Upload",
    "WholeNumber",
    "YesNo",
]
