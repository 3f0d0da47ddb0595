"""SF2900: what we hand over is valid by the published schemas, whatever a citizen has written."""

import base64
import tracemalloc
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.integrations import outside
from app.integrations.case_systems import Message, NotSetUp, Refused, Unavailable
from app.integrations.case_systems.sf2900 import Sf2900
from app.integrations.case_systems.sf2900.objects import dokument, formular, transaction_of
from app.integrations.case_systems.sf2900.routing import routing_of
from tests.integrations.a_case_file import ADAS, Noted, a_case_file, a_document
from tests.integrations.distribution import (
    NAMES,
    an_sf2900_account,
    objects,
    refuse_invalid,
)
from tests.standins_server import behave, start_afresh

SUBMISSION = etree.XMLSchema(file="docs/submission.xsd")
PDF = bytes(range(256)) * 41
AT = ADAS.submitted_at
ANY_TEXT = st.text(max_size=60) | st.sampled_from(
    ['"Ada" & <Bo>', "\x00\x0b\ud800\ufffe", "👩‍👩‍👧", "", "]]>", "linje\r\nto", "[mark]"]
)


@pytest.fixture
def distribution(standins: str) -> Iterator[str]:
    start_afresh(standins)
    yield standins
    start_afresh(standins)


def sent(content: bytes = PDF, options: dict[str, str] | None = None, **changed: Any) -> bytes:
    case_file = a_case_file(**changed)
    receipt = a_document("receipt", content)
    return b"".join(formular(case_file, receipt, routing_of(options or {}, case_file)))


def text_at(request: Any, path: str) -> str:
    (found,) = request.xpath(path, namespaces=NAMES)
    return found.text or ""


def test_a_submission_is_a_valid_form_with_its_receipt_and_its_answers():
    request = refuse_invalid(sent())
    assert text_at(request, ".//fordel:AnvenderTransaktionsID") == ADAS.id
    assert text_at(request, ".//fordel:AfsendendeMyndighed") == "29189919"
    assert text_at(request, ".//fordel:RoutingKLEEmne") == "23.05.10"
    assert text_at(request, ".//fordel:RoutingHandlingFacet") == "G01"
    assert text_at(request, ".//fordel:ObjektType") == "FORMULAR"
    assert text_at(request, ".//fordel:FormularType") == "flytning-1"
    assert base64.b64decode(text_at(request, ".//fordel:FormularIndhold")) == PDF
    (answers,) = request.find(".//fordel:FormularXML", NAMES)
    SUBMISSION.assertValid(etree.fromstring(etree.tostring(answers)))


@given(
    title=ANY_TEXT,
    name=ANY_TEXT,
    answers=st.dictionaries(ANY_TEXT, ANY_TEXT | st.none() | st.lists(ANY_TEXT), max_size=4),
    content=st.binary(max_size=50),
    facet=st.sampled_from(["", "G01", "Å99"]),
)
def test_whatever_was_written_it_is_valid(
    title: str, name: str, answers: dict[str, Any], content: bytes, facet: str
):
    applicant = {"kind": "citizen", "cpr": "7405880118", "name": name}
    changed: dict[str, Any] = {
        "case_title": title,
        "answers": answers,
        "facet": facet,
        "applicant": applicant,
    }
    first = sent(content, **changed)
    refuse_invalid(first)
    assert first == sent(content, **changed)
    refuse_invalid(a_dokument(content, name=name, **changed))


def a_dokument(content: bytes = PDF, name: str = "Lejekontrakt.pdf", **changed: Any) -> bytes:
    case_file = a_case_file(**changed)
    attached = a_document("0197c1d2-0000-7000-8000-00000000000a", content, name=name)
    return b"".join(dokument(case_file, attached, AT, routing_of({}, case_file)))


@pytest.mark.parametrize(
    ("applicant", "party", "number"),
    [
        (ADAS.applicant, "Person", "7405880118"),
        ({"kind": "company", "cvr": "99000023", "name": "VVS"}, "Virksomhed", "99000023"),
    ],
)
def test_an_attachment_is_a_document_that_points_to_its_form(
    applicant: dict[str, Any], party: str, number: str
):
    request = refuse_invalid(a_dokument(applicant=applicant, case_number="F2026-1"))
    assert text_at(request, ".//fordel:SagForslag") == ADAS.id
    assert text_at(request, ".//fordel:BrugervendtNoegleTekst") == ADAS.reference
    assert base64.b64decode(text_at(request, ".//fordel:Indhold")) == PDF
    assert text_at(request, ".//fordel:Filstoerrelse") == str(len(PDF))
    assert text_at(request, ".//fordel:Part/fordel:ObjektType") == party
    assert text_at(request, ".//fordel:Part//fordel:Tekst") == number


def test_what_nobody_in_particular_sent_has_no_party():
    request = refuse_invalid(a_dokument(applicant={"kind": "anonymous"}))
    assert request.find(".//fordel:DokumentPartListe", NAMES) is None


def test_a_municipality_chooses_sender_receiver_and_its_own_system():
    system = "0197c1d2-0000-7000-8000-0000000000ff"
    options = {"sender": "99000007", "authority": "99000015", "receiver": system}
    request = refuse_invalid(sent(options=options))
    assert text_at(request, ".//fordel:AfsendendeMyndighed") == "99000007"
    assert text_at(request, ".//fordel:RoutingMyndighed") == "99000015"
    assert text_at(request, ".//fordel:RoutingModtagerAktoer") == system
    routing = routing_of({"system": system}, ADAS)
    letter = refuse_invalid(b"".join(dokument(ADAS, a_document("letter"), AT, routing)))
    assert text_at(letter, ".//fordel:RegistreringItSystem/fordel:UUID") == system


@pytest.mark.parametrize(
    "options",
    [{"sender": "1234"}, {"authority": "ABCDEFGH"}, {"receiver": "arkiv"}, {"system": "x"}],
)
def test_an_option_that_cannot_be_used_is_named(options: dict[str, str]):
    with pytest.raises(NotSetUp, match=rf"option\.{next(iter(options))}"):
        routing_of(options, ADAS)
    with pytest.raises(NotSetUp, match="CVR"):
        routing_of({}, a_case_file(municipality_cvr=""))


def test_a_kle_number_that_is_none_is_refused():
    with pytest.raises(Refused):
        routing_of({}, a_case_file(kle="23.05"))


def test_an_id_that_is_no_uuid_becomes_the_same_one_each_time():
    assert transaction_of(ADAS.id) == ADAS.id
    assert UUID(transaction_of("receipt")) == UUID(transaction_of("receipt"))
    assert transaction_of("receipt") != transaction_of("letter")


def test_a_large_attachment_is_never_whole_in_memory():
    piece, pieces = b"x" * 65_536, 400
    large = a_document("large", b"", size=len(piece) * pieces, parts=lambda: (piece,) * pieces)
    envelope = dokument(ADAS, large, AT, routing_of({}, ADAS))
    tracemalloc.start()
    try:
        assert sum(map(len, envelope)) == envelope.size
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


def system_at(standins: str, **options: str) -> Sf2900:
    return Sf2900(an_sf2900_account(standins, **options))


def filed(system: Sf2900, **changed: Any) -> Noted:
    notes = Noted()
    system.file(a_case_file(receipt=a_document("receipt"), **changed), notes)
    return notes


def test_a_warning_is_noted_and_the_form_is_taken(distribution: str):
    behave(distribution, "sf2900", "warns", count=1)
    assert filed(system_at(distribution)).notes == {"warning": "Handlingsfacetten er ukendt."}
    assert len(objects(distribution)) == 1


def test_an_error_that_is_explained_needs_a_person(distribution: str):
    behave(distribution, "sf2900", "refuses", count=1)
    with pytest.raises(Refused) as refusal:
        filed(system_at(distribution))
    assert "Ingen modtager" in refusal.value.words
    assert objects(distribution) == []


def receipt_of(state: str, kind: str = "", errors: str = "", version: int = 3) -> bytes:
    kind = f"<Kvitteringstype>{kind}</Kvitteringstype>" if kind else ""
    types = NAMES["fordel"]
    return (
        f'<FordelingsobjektAfsendResponse xmlns="{NAMES["afsend"]}"><ForretningsKvittering>'
        f'<ForretningsValideringsKode xmlns="{types}">{state}</ForretningsValideringsKode>'
        f"{kind.replace('>', f' xmlns={chr(34)}{types}{chr(34)}>', 1)}{errors}"
        "</ForretningsKvittering></FordelingsobjektAfsendResponse>"
    ).encode()


ERRORS = "<FejlListe><Fejl><FejlKode>1</FejlKode><FejlTekst>CPR</FejlTekst></Fejl></FejlListe>"
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (receipt_of("MODTAGET", "Teknisk"), None),
        (receipt_of("AFLEVERET", "Teknisk"), None),
        (receipt_of("AFVIST", "Forretning"), Refused),
        (receipt_of("FEJLET", "Forretning", ERRORS), Refused),
        (receipt_of("FEJLET", "Teknisk", ERRORS), Unavailable),
        (receipt_of("FEJLET", "Forretning"), Unavailable),
        (receipt_of("NOGET ANDET"), Unavailable),
        (b"<a/>", Unavailable),
        (b"", Unavailable),
        (b"<html>Log ind", Unavailable),
        (BOMB, Unavailable),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', Unavailable),
    ],
)
def test_what_the_component_answers_at_once(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, outcome: type[Exception] | None
):
    monkeypatch.setattr(outside, "ask", lambda *_, **__: outside.Answer(200, {}, answer))
    if outcome is None:
        filed(system_at("http://nobody.example"))
    else:
        with pytest.raises(outcome):
            filed(system_at("http://nobody.example"))


def test_without_a_receipt_it_waits():
    with pytest.raises(Unavailable):
        system_at("http://nobody.example").file(ADAS, Noted())


def test_each_document_is_told_once_with_the_citizens_own_words_first(distribution: str):
    system, notes = system_at(distribution), Noted()
    one, two = a_document("one", name="en.pdf"), a_document("two", name="to.pdf")
    message = Message("message", "supplemented", AT, "Se bilag", (one, two))
    behave(distribution, "sf2900", "down", count=1, after=2)
    with pytest.raises(Unavailable):
        system.tell(ADAS, message, notes)
    system.tell(ADAS, message, notes)
    found = objects(distribution)
    assert [each["filename"] for each in found] == [
        "to.pdf",
        "en.pdf",
        "Supplerende oplysninger.txt",
    ]
    assert {each["times_received"] for each in found} == {1}
    assert {each["belongs_to"] for each in found} == {ADAS.id}


def test_a_withdrawal_without_words_is_told_too(distribution: str):
    system_at(distribution).tell(ADAS, Message("withdrawal", "withdrawn", AT), Noted())
    (told,) = objects(distribution)
    assert told["kind"] == "DOKUMENT"
    assert "trække sagen tilbage" in told["filename"]
