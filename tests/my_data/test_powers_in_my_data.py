"""Powers of attorney, and what was sent by them, in what we hold about both."""

import json

from app.standins import persons
from tests.auth.acting import acts_for, gives, holds_power, withdraws
from tests.citizen import Browser
from tests.my_data.holding import OTHER, PAGE, exported, is_printed, sent
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import asks_for_protection, moves_alone


def test_powers_of_attorney_are_in_it_for_both_of_them(service: Service):
    gives(service.citizen("karen"), "lene", "flytning")
    karen, lene = (service.citizen(key).opens(PAGE) for key in ("karen", "lene"))
    assert "Givet til Lene Kristensen: Venter på accept, til og med" in karen.words
    assert "Fået af Karen Kristensen: Venter på accept, til og med" in lene.words
    (given,) = exported(karen)["powers_of_attorney"]["given"]
    (received,) = exported(lene)["powers_of_attorney"]["received"]
    assert (given["holder"], received["grantor"]) == (
        {"name": "Lene Kristensen"},
        {"name": "Karen Kristensen"},
    )
    assert given["covers"] == {"everything": False, "forms": ["flytning"], "areas": []}
    assert (given["state"], given["accepted_at"]) == ("waiting", None)
    assert exported(karen)["powers_of_attorney"]["received"] == []
    assert is_printed(karen, "Fuldmagter, du har givet Lene Kristensen")
    assert is_printed(lene, "Fuldmagter, du har fået Karen Kristensen")


def test_one_that_has_ended_is_still_in_it_and_says_so(service: Service):
    holds_power(service, "lene", "karen")
    withdraws(service, "karen")
    for key in ("karen", "lene"):
        assert "Trukket tilbage" in service.citizen(key).opens(PAGE).words
    (received,) = exported(service.citizen("lene"))["powers_of_attorney"]["received"]
    assert received["state"] == "withdrawn"
    assert received["accepted_at"] < received["withdrawn_at"]


def test_a_number_alone_tells_a_stranger_nothing_of_a_power(service: Service):
    """Written with Lene's CPR number and another's name, it was not written for her."""
    gives(service.citizen("karen"), "lene", name="Lone Karlsen")
    lene = service.citizen("lene").opens(PAGE)
    assert "Karen" not in lene.words
    assert exported(lene)["powers_of_attorney"] == {"given": [], "received": []}
    assert not is_printed(lene, "Karen")


def test_one_whose_login_keeps_the_name_back_is_known_by_the_registers(service: Service):
    gives(service.citizen("karen"), "nanna")
    browser = service.citizen("nanna", name="")
    (received,) = exported(browser)["powers_of_attorney"]["received"]
    assert received["grantor"] == {"name": "Karen Kristensen"}
    behave(service.standins, "civil-register", "down")
    assert exported(browser)["powers_of_attorney"]["received"] == []


def test_while_acting_ones_own_are_named_and_lead_nowhere(service: Service):
    """The pages they lead to are then those of whom one acts for."""
    reference = sent(service, "lene")
    lene = service.citizen("lene").starts("adressebeskyttelse")
    assert own_links(lene) == [f"/mine-sager/{reference}", "/adressebeskyttelse/det-betyder-det"]

    acting = holds_power(service, "lene", "karen")

    assert own_links(acting) == []
    for title in ("Meld flytning, sendt", "Navne- og adressebeskyttelse, gemt"):
        assert title in acting.words


def own_links(browser: Browser) -> list[str]:
    """Where the lists of what one has sent and begun lead, without the queries."""
    lists = browser.opens(PAGE).page.cssselect("main ul:not(.nobullet-list) a")
    found = [a.get("href").partition("?")[0] for a in lists]
    return [path for path in found if path not in ("/log-ind/overalt", "/fuldmagter")]


def test_what_another_sent_says_who_and_by_what_right_and_no_number(service: Service):
    moves_alone(holds_power(service, "lene", "karen")).sends()
    karen = service.citizen("karen")
    (submission,) = exported(karen)["submissions"]
    acted_by = submission["acted_by"]
    assert (acted_by["name"], acted_by["capacity"]) == ("Lene Kristensen", "power_of_attorney")
    assert submission["proven"]["how"] == "power_of_attorney"
    assert persons.by_key("lene").cpr not in karen.client.get(f"{PAGE}.json").text
    assert "af Lene Kristensen" in karen.opens(PAGE).words
    assert is_printed(karen, "Sendt af Lene Kristensen, med fuldmagt fra Karen Kristensen")
    assert exported(service.citizen("lene"))["submissions"] == []


def test_whoever_sent_for_others_is_told_that_and_nothing_about_them(service: Service):
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    reference = lene.path.removeprefix("/kvittering/")
    withdraws(service, "karen")
    lene = service.citizen("lene").opens(PAGE)
    assert f"Meld flytning ({reference}), sendt" in lene.words
    assert "med fuldmagt Svarene hører til dem" in lene.words
    found = exported(lene)
    (sent_for,) = found["sent_for_others"]
    assert (sent_for["reference"], sent_for["form"]) == (reference, "flytning")
    assert (sent_for["acted_by"]["name"], sent_for["acted_by"]["capacity"]) == (
        "Lene Kristensen",
        "power_of_attorney",
    )
    assert found["submissions"] == []
    # Of the other nothing but the power of attorney itself, which names both.
    karen = persons.by_key("karen")
    del found["powers_of_attorney"]
    told = json.dumps(found, ensure_ascii=False)
    assert not any(word in told for word in (karen.cpr, "Karen", "Møllevej"))
    assert is_printed(lene, f"Det, du har sendt for andre Meld flytning ({reference})")
    for other in ("karen", "ada"):
        assert exported(service.citizen(other))["sent_for_others"] == []
    assert exported(service.citizen("lene", host=OTHER))["sent_for_others"] == []


def test_what_one_sent_for_a_child_says_as_a_parent_and_no_name(service: Service):
    asks_for_protection(acts_for(service.citizen("bo"), "Emil Lund")).sends()
    bo = service.citizen("bo").opens(PAGE)
    assert "som forælder" in bo.words
    assert "Emil" not in bo.words


def test_what_another_has_begun_for_a_citizen_is_not_told_them(service: Service):
    holds_power(service, "lene", "karen").starts("flytning").sends()
    karen = service.citizen("karen").opens(PAGE)
    assert "Du er ikke i gang med noget." in karen.words
    assert exported(karen)["drafts"] == []
    assert not is_printed(karen, "Begyndt")
