"""How letters reach somebody, in words that are true for them: whoever is exempt (fritaget) from
Digital Post gets them on paper."""

from app.forms.known import Known
from app.forms.messages import Translate
from app.forms.prefill import person

# Where a form's text says how.
PLACE = "{by_post}"
DIGITAL = "i Digital Post"
PAPER = "i et brev på papir"
EITHER = "i Digital Post (eller i et brev på papir, hvis du er fritaget)"
WORDS = (DIGITAL, PAPER, EITHER)


def say_how(text: str, known: Known, t: Translate) -> str:
    """The text with how letters reach the applicant, as far as the register has told."""
    gets_digital = known.register.get(person.digital_post)
    how = EITHER if gets_digital is None else DIGITAL if gets_digital else PAPER
    return text.replace(PLACE, t(how))


def say_either(text: str) -> str:
    """The text in words that are true for everybody, in Danish."""
    return text.replace(PLACE, EITHER)
