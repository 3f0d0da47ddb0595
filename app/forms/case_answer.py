"""What a citizen is asked on the page where they answer a case that lacks something from them."""

import re

from app.forms.messages import InvalidAnswer
from app.forms.questions import LongText, Upload

ADDRESS = re.compile(r"/(mine-sager|kvittering)/[^/]+/svar")
TEXT = LongText(
    "Dit svar",
    hint="Skriv det, kommunen har bedt om. Du kan også nøjes med at vedhæfte det.",
    optional=True,
    one_of_several=True,
    max_length=4000,
    rows=8,
)
FILES = Upload("Filer", optional=True, most=10)
TEXT.key, FILES.key = "svar", "filer"


def nothing_in_it() -> InvalidAnswer:
    """Neither words nor files."""
    return InvalidAnswer("Skriv et svar, eller vedhæft mindst én fil.")
