"""Fordelingskomponenten takes what has every element in its place, from whom it knows, once."""

import httpx
import pytest

from app.standins.sf2900 import DEMO_TOKEN

TRANSACTION = "0197c1d2-0000-7000-8000-000000000001"
CONTEXT = (
    f"<AnvenderTransaktionsID>{TRANSACTION}</AnvenderTransaktionsID>"
    "<AfsendendeMyndighed>99000007</AfsendendeMyndighed>"
    "<RoutingMyndighed>99000007</RoutingMyndighed><RoutingValg><RoutingKLEEmneHandling>"
    "<RoutingKLEEmne>23.05.10</RoutingKLEEmne></RoutingKLEEmneHandling></RoutingValg>"
)
FORM = (
    f"<ID>{TRANSACTION}</ID><KLEEmneForslag>23.05.10</KLEEmneForslag><Meddelelse>"
    "<FormularType>flytning-1</FormularType><Formular><TitelTekst>Flytning</TitelTekst>"
    "<FormatNavn>PDF</FormatNavn><FormularIndhold>JVBERg==</FormularIndhold>"
    "<FormularXML><svar/></FormularXML></Formular></Meddelelse>"
)
NAMESPACE = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService"
OBJECT = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    f'<m:FordelingsobjektAfsendRequest xmlns:m="{NAMESPACE}/3/types" xmlns="{NAMESPACE}/2/types">'
    f"<m:anmodning><DistributionContext>{CONTEXT}</DistributionContext><DistributionObject>"
    "<ObjektType>FORMULAR</ObjektType><ObjektIndhold>"
    f"<DistributionFormular>{FORM}</DistributionFormular></ObjektIndhold></DistributionObject>"
    "</m:anmodning></m:FordelingsobjektAfsendRequest></s:Body></s:Envelope>"
)


def sends(world: httpx.Client, body: str = OBJECT, token: str = DEMO_TOKEN) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"}
    return world.post("/sf2900/FordelingsobjektAfsend", content=body.encode(), headers=headers)


def taken(world: httpx.Client) -> int:
    return len(world.get("/sf2900/objects.json").json())


def test_what_is_sent_twice_is_one_object(world: httpx.Client):
    for _ in range(2):
        assert "<TransportValideringsKode>OK<" in sends(world).text
    (thing,) = world.get("/sf2900/objects.json").json()
    assert thing["times_received"] == 2
    assert "svar" in thing["xml"]
    assert world.get(f"/sf2900/objects/{TRANSACTION}/file").content == b"%PDF"


def test_whom_it_does_not_know_it_takes_nothing_from(world: httpx.Client):
    assert sends(world, token="somebody else").status_code == 401
    assert taken(world) == 0


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (CONTEXT, CONTEXT.replace("RoutingMyndighed", "Myndighed")),
        ("99000007", "9900"),
        ("23.05.10", "23.5.10"),
        (TRANSACTION, "1"),
        ("FORMULAR", "JOURNALPOST"),
        ("<svar/>", ""),
        ("JVBERg==", "JVBERg="),
        ("<FormatNavn>PDF</FormatNavn>", ""),
        ("FordelingsobjektAfsendRequest", "Andet"),
        ("m:anmodning", "m:andet"),
        ("<s:Envelope", "<!DOCTYPE a><s:Envelope"),
        ("</s:Envelope>", ""),
    ],
)
def test_what_is_out_of_place_is_not_taken(world: httpx.Client, right: str, wrong: str):
    assert right in OBJECT
    assert "<TransportValideringsKode>FEJL<" in sends(world, OBJECT.replace(right, wrong)).text
    assert taken(world) == 0


def test_it_says_where_receipts_go_and_forgets_it_when_all_begins_anew(world: httpx.Client):
    told = {"address": "http://127.0.0.1:1/kvitteringer", "token": "hemmelig"}
    assert world.post("/sf2900/destination", data=told).status_code == 303
    sends(world)
    page = world.get("/sf2900/").text
    assert told["address"] in page
    assert told["token"] not in page
    pressed = world.post(f"/sf2900/objects/{TRANSACTION}/receipts", data={"state": "AFVIST"})
    assert pressed.status_code == 303
    assert "AFVIST" in world.get(f"/sf2900/objects/{TRANSACTION}").text
    assert "intet svar" in world.get(f"/sf2900/objects/{TRANSACTION}").text
    world.post("/reset")
    assert told["address"] not in world.get("/sf2900/").text
