"""Digital Post: a letter arrives once, in the right inbox, and what is no letter is refused."""

import base64
from typing import Any
from uuid import NAMESPACE_DNS, uuid5
from xml.etree import ElementTree

import httpx
import pytest

from app.standins import persons
from tests.standins_server import behave

MESSAGE_UUID = "e4cf3010-d051-43f2-8aa2-c86b05f3af17"
PDF = b"%PDF-1.7 a letter"
ABOUT = """
      <memo:ContentData>
        <memo:CaseID>
          <memo:caseID>2026-1</memo:caseID>
          <memo:caseSystem>records</memo:caseSystem>
        </memo:CaseID>
        <kle:KLEdata xmlns:kle="http://kle-online.dk/">
          <kle:subjectKey>23.05.10</kle:subjectKey>
          <kle:version>2025-05-01</kle:version>
          <kle:activityFacet>G01</kle:activityFacet>
          <kle:label>Meld flytning</kle:label>
        </kle:KLEdata>
      </memo:ContentData>"""
LINK = """
        <memo:Action>
          <memo:label>Følg din sag</memo:label>
          <memo:actionCode>INFORMATION</memo:actionCode>
          <memo:EntryPoint>
            <memo:url>https://herning.example/mine-sager/K7FE-TJ4T</memo:url>
          </memo:EntryPoint>
        </memo:Action>"""
SMS = f"""<kombi_request>
  <KombiValgKode>NemSMS</KombiValgKode>
  <memo:Message xmlns:memo="https://DigitalPost.dk/MeMo-1" memoVersion="1.2" memoSchVersion="1.2.0">
    <memo:MessageHeader>
      <memo:messageType>NEMSMS</memo:messageType>
      <memo:messageUUID>{MESSAGE_UUID}</memo:messageUUID>
      <memo:label>Kvittering på vej</memo:label>
      <memo:notification>Herning Kommune har sendt dig et brev.</memo:notification>
      <memo:mandatory>false</memo:mandatory>
      <memo:legalNotification>false</memo:legalNotification>
      <memo:Sender>
        <memo:senderID>00000000</memo:senderID>
        <memo:idType>CVR</memo:idType>
        <memo:label>Herning Kommune</memo:label>
      </memo:Sender>
      <memo:Recipient>
        <memo:recipientID>{persons.by_key("ada").cpr}</memo:recipientID>
        <memo:idType>CPR</memo:idType>
      </memo:Recipient>
    </memo:MessageHeader>
  </memo:Message>
</kombi_request>"""


def letter(
    key: str = "ada",
    *,
    choice: str = "Automatisk Valg",
    message_uuid: str = MESSAGE_UUID,
    about: str = "",
    next_: str = "",
) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<kombi_request>
  <KombiValgKode>{choice}</KombiValgKode>
  <memo:Message xmlns:memo="https://DigitalPost.dk/MeMo-1" memoVersion="1.2" memoSchVersion="1.2.0">
    <memo:MessageHeader>
      <memo:messageType>DIGITALPOST</memo:messageType>
      <memo:messageUUID>{message_uuid}</memo:messageUUID>
      <memo:label>Kvittering for flytning</memo:label>
      <memo:mandatory>false</memo:mandatory>
      <memo:legalNotification>false</memo:legalNotification>
      <memo:Sender>
        <memo:senderID>00000000</memo:senderID>
        <memo:idType>CVR</memo:idType>
        <memo:label>Herning Kommune</memo:label>
      </memo:Sender>
      <memo:Recipient>
        <memo:recipientID>{persons.by_key(key).cpr}</memo:recipientID>
        <memo:idType>CPR</memo:idType>
      </memo:Recipient>{about}
    </memo:MessageHeader>
    <memo:MessageBody>
      <memo:createdDateTime>2026-11-22T10:15:00Z</memo:createdDateTime>
      <memo:MainDocument>
        <memo:File>
          <memo:encodingFormat>application/pdf</memo:encodingFormat>
          <memo:filename>kvittering-æøå.pdf</memo:filename>
          <memo:language>da</memo:language>
          <memo:content>{base64.b64encode(PDF).decode()}</memo:content>
        </memo:File>{next_}
      </memo:MainDocument>
    </memo:MessageBody>
  </memo:Message>
</kombi_request>"""


def send(world: httpx.Client, text: str | bytes) -> httpx.Response:
    body = text.encode() if isinstance(text, str) else text
    headers = {"content-type": "application/xml"}
    return world.post("/digital-post/KombiPostAfsend", content=body, headers=headers)


def said(answer: httpx.Response) -> dict[str, str]:
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "kombi_response"
    return {element.tag: element.text or "" for element in root}


def letters(world: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.get("/digital-post/messages.json").json()
    return found


def test_a_letter_lies_in_the_inbox_of_the_one_it_is_to(world: httpx.Client):
    answer = send(world, letter())
    assert answer.status_code == 200
    assert said(answer)["Result"] == "true"
    assert said(answer)["TransmissionID"]
    assert "Kvittering for flytning" in world.get("/digital-post/inbox/ada").text
    assert "Kvittering for flytning" not in world.get("/digital-post/inbox/bo").text
    assert "Herning Kommune" in world.get(f"/digital-post/messages/{MESSAGE_UUID}").text
    file = world.get(f"/digital-post/messages/{MESSAGE_UUID}/documents/0")
    assert file.content == PDF
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith("attachment")


def test_a_letter_sent_twice_arrives_once(world: httpx.Client):
    assert said(send(world, letter())) == said(send(world, letter()))
    [arrived] = letters(world)
    assert arrived["times_received"] == 2


def test_whoever_is_exempt_gets_paper_but_no_digital_post(world: httpx.Client):
    assert said(send(world, letter("karen")))["Result"] == "true"
    refused = send(world, letter("karen", choice="Digital Post"))
    assert refused.status_code == 400
    assert said(refused)["FejlId"] == "MODTAGER"


def test_the_letter_on_paper_has_an_address_that_is_shown_to_nobody_else(world: httpx.Client):
    send(world, letter("karen"))
    assert "Papirbrev" in world.get(f"/digital-post/messages/{MESSAGE_UUID}").text
    assert "Østergade 40" in world.get(f"/digital-post/messages/{MESSAGE_UUID}").text
    assert "Papirbreve" in world.get("/digital-post/inbox/karen").text
    for page in ("/digital-post/", "/digital-post/inbox/karen", "/digital-post/messages.json"):
        assert "Østergade" not in world.get(page).text


def test_a_letter_says_which_case_it_is_about_and_what_to_do_next(world: httpx.Client):
    assert said(send(world, letter(about=ABOUT, next_=LINK)))["Result"] == "true"
    page = world.get(f"/digital-post/messages/{MESSAGE_UUID}").text
    assert 'href="https://herning.example/mine-sager/K7FE-TJ4T"' in page
    assert "23.05.10" in page
    assert "2026-1 (records)" in " ".join(page.split())


def test_an_sms_lies_among_the_persons_sms(world: httpx.Client):
    assert said(send(world, SMS))["Result"] == "true"
    page = world.get("/digital-post/inbox/ada").text
    assert "Sms" in page
    assert "Herning Kommune har sendt dig et brev." in page


@pytest.mark.parametrize(
    "text",
    [
        SMS.replace("<KombiValgKode>NemSMS", "<KombiValgKode>Digital Post"),
        SMS.replace("Herning Kommune har sendt dig et brev.", "lang " * 40),
        SMS.replace("Herning Kommune har sendt dig et brev.", ""),
        SMS.replace("</memo:MessageHeader>", "</memo:MessageHeader><memo:MessageBody/>"),
    ],
)
def test_what_is_no_sms_is_refused(world: httpx.Client, text: str):
    assert send(world, text).status_code == 400
    assert letters(world) == []


def test_it_is_down_on_request(world: httpx.Client, base: str):
    behave(base, "digital-post", "down", count=1)
    assert send(world, letter()).status_code == 503
    assert letters(world) == []
    assert send(world, letter()).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<kombi_request/>",
        "<something/>",
        letter().replace("Automatisk Valg", "Brevdue"),
        letter().replace('memoVersion="1.2"', 'memoVersion="0.9"'),
        letter().replace(' memoSchVersion="1.2.0"', ""),
        letter().replace('memoSchVersion="1.2.0"', 'memoSchVersion="1.1.0"'),
        letter().replace(MESSAGE_UUID, "not-a-uuid"),
        letter().replace(MESSAGE_UUID, str(uuid5(NAMESPACE_DNS, "not version 4"))),
        letter().replace("DIGITALPOST", "NEMSMS"),
        letter().replace("<memo:label>Kvittering", f"<memo:label>{'lang ' * 60}Kvittering"),
        letter().replace("10:15:00Z", "10:15:00+01:00"),
        letter(next_=LINK.replace("https://herning.example", "http://herning.example")),
        letter(next_=LINK.replace("https://herning.example", "")),
        letter(next_=LINK.replace("INFORMATION", "KLIK")),
        letter(next_=LINK.replace("<memo:EntryPoint>", "").replace("</memo:EntryPoint>", "")),
        letter(about=ABOUT.replace("http://kle-online.dk/", "https://DigitalPost.dk/MeMo-1")),
        letter(about=ABOUT.replace("<kle:version>2025-05-01</kle:version>", "")),
        letter().replace("<memo:mandatory>false</memo:mandatory>", ""),
        letter().replace("<memo:label>Herning Kommune</memo:label>", ""),
        letter().replace("memo:language", "memo:sprog"),
        letter().replace(base64.b64encode(PDF).decode(), "***"),
        letter().replace("<memo:idType>CPR</memo:idType>", "<memo:idType>CVR</memo:idType>"),
    ],
)
def test_what_is_no_letter_is_refused_in_words(world: httpx.Client, text: str):
    answer = send(world, text)
    assert answer.status_code == 400
    assert said(answer)["FejlTekst"]
    assert letters(world) == []


def test_the_order_of_the_header_is_the_schemas(world: httpx.Client):
    label = "<memo:label>Kvittering for flytning</memo:label>"
    moved = letter().replace(label, "", 1).replace("<memo:Sender>", f"{label}<memo:Sender>", 1)
    assert "Rækkefølgen" in said(send(world, moved))["FejlTekst"]


def test_entities_are_never_read(world: httpx.Client):
    bomb = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    body = letter().replace("<kombi_request>", f"{bomb}<kombi_request>", 1)
    body = body.replace("Kvittering for flytning", "&e;")
    answer = send(world, body)
    assert answer.status_code == 400
    assert "DOCTYPE" in said(answer)["FejlTekst"]
