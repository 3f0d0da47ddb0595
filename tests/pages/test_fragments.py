"""What htmx asks for is a part of the page itself, and stands alone."""

from types import SimpleNamespace

from app.templating import templates
from tests.pages.delivery_pages import ERRANDS, NAMES
from tests.pages.samples import MOELLEVEJ, block, everywhere, rendered
from tests.pages.shown import FRONT, RECEIPT, TASK


def test_the_receipt_is_asked_for_until_it_is_made():
    waiting = block("receipts/show.html", "receipt", {"receipt": RECEIPT, "made": False})
    assert 'hx-get="/kvittering/K7FE-TJ4T"' in waiting
    assert "<noscript>" in waiting
    made = block("receipts/show.html", "receipt", {"receipt": RECEIPT, "made": True})
    assert "hx-get" not in made
    assert 'href="/kvittering/K7FE-TJ4T.pdf"' in made


def test_what_is_found_while_typing_is_what_the_page_shows():
    context = FRONT | {"query": "gift", "results": [TASK]}
    alone = block("entrance/front.html", "results", context)
    (on_page,) = rendered("entrance/front.html", context).cssselect("#found")
    assert "Vi fandt 1 opgave om »gift«" in " ".join(alone.split())
    assert "Vi fandt 1 opgave om »gift«" in " ".join(on_page.text_content().split())


def test_too_little_typed_is_answered_with_nothing():
    template = templates("da").get_template("questions/address_found.html")
    assert template.render({**everywhere(), "key": "new_address", "search": None}).strip() == ""


def test_an_errand_tried_again_comes_back_alone():
    alone = block("staff/deliveries.html", "errand", {"errand": ERRANDS[0], "target_names": NAMES})
    assert alone.strip().startswith(f'<li id="errand-{ERRANDS[0].errand.id}"')


def test_addresses_found_while_typing_belong_to_their_question():
    search = SimpleNamespace(found=[MOELLEVEJ])
    context = {"key": "new_address", "search": search}
    address = rendered("questions/address_found.html", context)
    names = {field.get("name") for field in address.cssselect("input")}
    assert names == {"new_address-pick"}
