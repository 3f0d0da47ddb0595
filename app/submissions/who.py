"""Who applied and who sent it, and how we know, in plain words: for receipts and my cases.

Nobody is named to another here who was not named to them before: a protected child or ward has no
name in what is kept, and is known by the birth date.
"""

from collections.abc import Mapping
from typing import Any

from app.forms.cpr_numbers import birth_date
from app.forms.messages import Translate, write_date

Kept = Mapping[str, Any]


def applicant_in_words(applicant: Kept, acted_by: Kept | None, t: Translate) -> str:
    """Whose case it is; empty for somebody anonymous, and for whoever applies for themselves under
    a name that the login keeps back."""
    kind, name = applicant.get("kind"), str(applicant.get("name", ""))
    if kind == "company":
        number = t("CVR-nummer {number}").format(number=applicant["cvr"])
        return f"{name}, {number}" if name else number
    if kind != "citizen" or name or acted_by is None:
        return name
    born = birth_date(applicant["cpr"])
    if born is None:
        return ""
    if acted_by["capacity"] == "parent":
        return t("Barn, født {day}").format(day=write_date(born, t))
    return t("Person, født {day}").format(day=write_date(born, t))


def sender_in_words(applicant: Kept, acted_by: Kept | None, t: Translate) -> str:
    """Who pressed send, by what right, and how they had logged in; empty for somebody anonymous."""
    if applicant.get("kind") not in ("citizen", "company"):
        return ""
    sender = applicant if acted_by is None else acted_by
    parts = [str(sender.get("name", "")), _right(applicant, acted_by, t), _login(sender, t)]
    said = ", ".join(filter(None, parts))
    return said[:1].upper() + said[1:]


def _right(applicant: Kept, acted_by: Kept | None, t: Translate) -> str:
    capacity = None if acted_by is None else acted_by["capacity"]
    if capacity == "power_of_attorney":
        return t("med fuldmagt fra {name}").format(name=applicant["name"])
    if capacity == "parent":
        return t("forælder med forældremyndighed ifølge folkeregistret")
    if capacity == "guardian":
        return t("værge ifølge folkeregistret")
    if acted_by is not None and acted_by.get("role") == "represents":
        # What MitID Erhverv claims, as far as it says it: they may bind the company.
        return t("kan tegne virksomheden eller foreningen ifølge MitID Erhverv")
    return ""


def _login(sender: Kept, t: Translate) -> str:
    proven = sender.get("proven") or {}
    level = _level(str(proven.get("level", "")), t)
    if not level:
        return ""
    if proven.get("how") == "mitid_erhverv":
        return t("logget ind med MitID Erhverv ({level})").format(level=level)
    return t("logget ind med MitID ({level})").format(level=level)


def _level(level: str, t: Translate) -> str:
    return {"low": t("lav"), "substantial": t("betydelig"), "high": t("høj")}.get(level, "")
