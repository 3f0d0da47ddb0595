"""»Send en prøvesag«: staff see whether a case system is set up right; nothing of it is kept."""

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import func, select

from app import facts, limits
from app.forms.catalogue import published
from app.forms.schema import schema_of
from app.integrations import outside
from app.integrations.case_systems import CaseFile
from app.integrations.deliveries import trial
from app.integrations.deliveries.made_up import made_up
from app.municipalities import current
from app.municipalities.models import CaseSystemRow, MunicipalityRow
from app.outbox import Errand
from app.outbox.models import Target
from app.submissions.models import Submission
from tests.citizen import Browser
from tests.municipality import municipality_with
from tests.service import Service
from tests.standins_server import behave

PAGE = "/personale/afleveringer/proeve"


def tries(service: Service, form: str = "flytning", system: str = "") -> Browser:
    staff = service.staff("operations").opens(PAGE)
    return staff.sends(formular=form, sagssystem=system)


def steps(staff: Browser) -> list[str]:
    return [each.text_content() for each in staff.page.cssselect(".trial-steps .badge")]


@pytest.mark.parametrize("slug", sorted(published()))
def test_what_is_made_up_has_the_shape_the_form_promises(slug: str):
    schema = schema_of(published()[slug])
    Draft202012Validator(schema).validate(made_up(schema))


def test_all_is_well_and_the_case_is_nobodys(served: Service):
    staff = tries(served)
    assert "Det virker" in staff.words
    assert steps(staff) == ["I orden"] * 4
    (case,) = httpx.get(f"{served.standins}/case-system/cases.json").json()
    assert case["case_number"] in staff.words
    data = case["event"]["data"]
    assert data["case_title"] == "PRØVESAG – slet den"
    assert data["applicant"]["kind"] == "company"
    assert data["applicant"]["cvr"] == municipality_with("0657").cvr
    assert data["acted_by"] is None


def test_nothing_of_it_is_kept_counted_or_held_against_the_target(served: Service):
    behave(served.standins, "case-system", "500", count=5)
    for _ in range(5):
        tries(served)
    with served.database.reading.begin() as session:
        for table in (Submission, Errand, Target, facts.Fact):
            assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize(
    ("behaviour", "told", "expected"),
    [
        ("422", "Systemet kunne ikke bruge sagen.", ["I orden"] * 3 + ["Ikke i orden"]),
        ("500", "Der er en fejl i systemet.", ["I orden"] * 2 + ["Ved vi ikke"] * 2),
    ],
)
def test_what_to_mend_is_said_in_plain_words(
    service: Service, behaviour: str, told: str, expected: list[str]
):
    behave(service.standins, "case-system", behaviour, count=1)
    staff = tries(service)
    assert told in staff.words
    assert steps(staff) == expected
    assert staff.value("formular") == "flytning"


def with_system(service: Service, **values: str) -> None:
    with service.database.writing.begin() as session:
        system = session.get_one(CaseSystemRow, ("0657", "records"))
        for name, value in values.items():
            setattr(system, name, value)
    current.forget()


def test_a_secret_that_is_another_there_is_found_out(service: Service):
    with_system(service, secret="whsec_" + "A" * 32)
    staff = tries(service)
    assert "Systemet kender ikke vores hemmelighed." in staff.words
    assert steps(staff) == ["I orden", "I orden", "Ikke i orden", "Ved vi ikke"]


def test_an_address_where_nobody_answers_is_found_out(service: Service):
    with_system(service, url="http://127.0.0.1:9/events")
    staff = tries(service)
    assert "om dets firewall lader os komme ind" in staff.words
    assert steps(staff) == ["I orden", "Ikke i orden", "Ved vi ikke", "Ved vi ikke"]
    with_system(service, url=f"{service.standins}/nowhere")
    assert "Nogen svarer, men ikke på den adresse." in tries(service).words


@pytest.mark.parametrize("missing", ["url", "secret", "cvr"])
def test_what_is_not_set_up_is_not_asked(service: Service, missing: str):
    if missing == "cvr":
        with service.database.writing.begin() as session:
            session.get_one(MunicipalityRow, "0657").cvr = None
        current.forget()
    else:
        with_system(service, **{missing: ""})
    staff = tries(service)
    assert steps(staff) == ["Ikke i orden"] + ["Ved vi ikke"] * 3


def test_the_wrong_choice_is_said_beside_the_field(service: Service):
    staff = tries(service, form="nonsense", system="vallensbaek")
    assert staff.status == 422
    assert staff.problems() == ["Vælg en formular.", "Vælg et af kommunens sagssystemer."]
    only_rats = service.staff("operations", kle=("09.*",)).opens(PAGE)
    assert only_rats.sends(formular="flytning").problems() == ["Vælg en formular."]


def test_many_in_a_short_time_are_too_many(service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "TRIAL_CASE_PER_PERSON", limits.Limit("trial_case_person", 1, 15))
    with_system(service, url="")
    assert tries(service).status == 200
    assert tries(service).status == 429


def test_a_system_that_files_nothing_without_a_receipt_gets_a_real_pdf(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    seen: dict[str, Any] = {}

    class Archive:
        WANTS_RECEIPT = True

        def file(self, case_file: CaseFile, notes: trial.Noted) -> None:
            assert case_file.receipt is not None
            notes.put("opened", "17")
            seen["receipt"] = b"".join(case_file.receipt.parts())
            seen["size"] = case_file.receipt.size

    monkeypatch.setattr(trial, "case_system_of", lambda *_: Archive())
    found = trial.try_out(municipality_with("0657"), "flytning", "records")
    assert (found.trouble, found.case_number) == (None, "")
    assert seen["receipt"].startswith(b"%PDF-")
    assert len(seen["receipt"]) == seen["size"]
    staff = tries(service)
    assert "Systemet tog imod prøvesagen og svarer senere." in staff.words


def test_calls_that_share_a_budget_stop_when_it_is_spent(standins: str):
    with outside.within(0), pytest.raises(outside.Unavailable, match="i tide"):
        outside.ask("GET", f"{standins}/case-system/cases.json")
    assert httpx.get(f"{standins}/case-system/cases.json").status_code == 200
    assert outside.ask("GET", f"{standins}/case-system/cases.json").status == 200
