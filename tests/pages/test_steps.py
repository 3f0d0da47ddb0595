"""The page of a step, and each kind of question on it."""

from typing import Any

import pytest

from app.forms.messages import InvalidAnswer
from tests.pages.samples import (
    ADA,
    DRAFT,
    MOELLEVEJ,
    SILENT,
    a_filling,
    found,
    posted,
    question,
    rendered,
    step_context,
)

DONE = a_filling(name="Ada Holm", nickname="Ada", others=True)


def a_step(slug: str, filling: Any = DONE, **what_happened: Any) -> Any:
    return rendered("forms/step.html", step_context(filling, slug, **what_happened), person=ADA)


def checked(element: Any) -> list[str]:
    return [str(field.get("value")) for field in element.cssselect("input[checked]")]


def test_a_step_posts_to_itself_with_its_draft_and_revision():
    (form,) = a_step("dig").cssselect("main form")
    own = f"/alle-slags/dig?kladde={DRAFT}"
    assert (form.get("action"), form.get("method")) == (own, "post")
    assert (form.fields["draft"], form.fields["revision"]) == (str(DRAFT), "3")


def test_what_the_register_says_is_read_not_typed():
    page = a_step("dig", a_filling())
    assert "Hentet fra folkeregistret" in page.cssselect(".known")[0].text_content()
    assert not page.cssselect("[name=name]")


def test_a_prefilled_answer_says_where_it_comes_from_and_can_be_put_right():
    (field,) = a_step("dig", a_filling()).cssselect("#nickname")
    assert field.get("value") == "Ada Holm"
    assert "nickname-origin" in field.get("aria-describedby")


def test_a_step_that_asks_only_its_own_title_asks_it_once():
    page = a_step("flytter-andre-med")
    assert page.cssselect("legend h1")[0].text_content().strip() == "Flytter andre med?"
    assert len(page.cssselect("h1, legend")) == 2


def test_problems_stand_at_the_top_and_beside_the_field_and_in_the_title():
    problems = {
        "date": InvalidAnswer("Skriv måneden.").beside("-month"),
        "tenure": InvalidAnswer("Vælg en."),
    }
    page = a_step("resten", posted=posted(date__day="32"), problems=problems)
    assert page.findtext(".//title").startswith("Fejl:")
    links = page.cssselect(".alert-error[role=alert][tabindex='-1'] a")
    assert [link.text for link in links] == ["Vælg en.", "Skriv måneden."]
    for link in links:
        assert page.cssselect(link.get("href")), "each link leads to a field"
    assert page.cssselect("#date-day")[0].get("value") == "32"
    assert page.cssselect("#tenure-error")[0].text_content().strip().endswith("Vælg en.")


def test_without_problems_nothing_is_called_an_error():
    page = a_step("dig")
    assert not page.cssselect("[data-module=error-summary], [aria-invalid]")
    assert not page.findtext(".//title").startswith("Fejl:")


def test_the_steps_show_what_is_done_where_one_is_and_what_cannot_be_reached():
    steps = a_step("dig", a_filling()).cssselect("nav.d-none .step-indicator li")
    assert [step.get("class") for step in steps] == ["current", "disabled", "disabled", "disabled"]
    steps = a_step("resten").cssselect("nav.d-none .step-indicator li")
    assert [step.get("class") for step in steps] == [None, None, "current", "disabled"]
    assert steps[0].cssselect("svg[aria-label='Trin 1 gennemført']")
    assert not steps[3].cssselect("a")


def test_htmx_comes_only_where_a_page_uses_it():
    assert a_step("resten").cssselect("script[src*='htmx']")
    assert not a_step("dig").cssselect("script[src*='htmx']")


@pytest.mark.parametrize(
    ("key", "words", "stands"),
    [
        ("description", {"description": "<b>Den løb"}, "<b>Den løb"),
        ("cpr", {"cpr": "12"}, "12"),
        ("phone", {"phone": "20 30"}, "20 30"),
        ("email", {"email": "ada@"}, "ada@"),
        ("rent", {"rent": "1.000,5"}, "1.000,5"),
        ("count", {"count": "tre"}, "tre"),
    ],
)
def test_nothing_typed_is_lost(key: str, words: dict[str, str], stands: str):
    (field,) = question(key, posted=posted(**words)).cssselect(f"#{key}")
    assert (field.get("value") or field.text_content()).strip() == stands


def test_few_options_are_radios_and_many_a_list():
    assert len(question("tenure").cssselect("input[type=radio]")) == 2
    assert len(question("weekday").cssselect("select option")) == 9


def test_what_was_ticked_stays_ticked():
    assert checked(question("seen", posted=posted(seen="marks"))) == ["marks"]
    assert checked(question("true", posted=posted(true="yes"))) == ["yes"]
    assert checked(question("tenure", posted=posted(tenure="owner"))) == ["owner"]


def test_information_asks_nothing():
    told = question("told")
    assert not told.cssselect("input, select, textarea")
    assert [part.text_content() for part in told.cssselect("p")] == ["Et.", "To.", "Læs mere"]


def test_a_protected_member_of_the_household_is_not_shown():
    people = question("co_movers")
    assert [label.text for label in people.cssselect(".form-group-checkbox label")] == ["Bo Holm"]
    assert "Cia" not in people.text_content()
    assert people.cssselect("button[name=_action][value='add:co_movers']")


@pytest.mark.parametrize("wrong", ["cpr", "name"])
def test_the_input_that_is_wrong_about_a_person_says_so_itself(wrong: str):
    problem = InvalidAnswer("Ret det.").beside(f"-{wrong}")
    people = question("co_movers", posted=posted(), problems={"co_movers": problem})
    (invalid,) = people.cssselect("[aria-invalid=true]")
    assert invalid.get("id") == f"co_movers-{wrong}"
    assert "co_movers-error" in invalid.get("aria-describedby").split()
    (error,) = people.cssselect("#co_movers-error")
    assert error.getparent() == invalid.getparent()
    assert people.cssselect("details[open]")


def test_what_is_wrong_about_all_of_them_stands_above_them():
    problem = InvalidAnswer("Vælg mindst én.")
    people = question("co_movers", posted=posted(), problems={"co_movers": problem})
    assert not people.cssselect("details #co_movers-error, [aria-invalid]")
    assert "co_movers-error" in people.cssselect("fieldset")[0].get("aria-describedby")


def test_an_address_is_searched_for_without_javascript_too():
    (button,) = question("address").cssselect("button")
    assert (button.get("name"), button.get("value")) == ("_action", "search:address")
    assert not question("address").cssselect("[name=address-pick]")


def test_found_addresses_can_be_picked_or_left_for_one_of_ones_own():
    address = question("address", posted=posted(address="Møllevej 4"), searches=[found(MOELLEVEJ)])
    picks = [field.get("value") for field in address.cssselect("[name=address-pick]")]
    assert picks == ["m4", "manual"]
    assert "Vi fandt 1 adresse." in address.text_content()
    assert "Vi fandt ingen" in question("address", searches=[found()]).text_content()


def test_a_chosen_address_stands_as_chosen():
    words = posted(address=MOELLEVEJ["text"], address__pick="m4")
    address = question("address", posted=words)
    assert checked(address) == ["m4"]
    assert "Valgt adresse" in address.text_content()


def test_a_silent_address_register_lets_one_type():
    address = question("address", posted=posted(address="Møl"), searches=[SILENT])
    (pick,) = address.cssselect("[name=address-pick]")
    assert (pick.get("type"), pick.get("value")) == ("hidden", "manual")
    assert len(address.cssselect(".address-fields input")) == 6


@pytest.mark.parametrize(
    ("part", "pick"),
    [("street", "manual"), ("postal_code", "manual"), ("postal_code", ""), ("floor", "m4")],
)
def test_what_is_wrong_with_a_part_of_an_address_stands_beside_that_part(part: str, pick: str):
    problems = {"address": InvalidAnswer("Skriv det om.").beside(f"-{part}")}
    typed = posted(address__pick=pick, address__street="Møllevej")
    page = a_step("resten", posted=typed, problems=problems)
    (link,) = page.cssselect(".alert-error li a")
    (field,) = page.cssselect(str(link.get("href")))
    assert field.get("name") == f"address-{part}"
    (group,) = page.cssselect(".form-error")
    assert group.cssselect("input") == [field]
    assert group.cssselect(f"#{field.get('aria-describedby')}")[0].text_content().endswith("om.")
    assert page.cssselect("[aria-invalid]") == [field]
    (picked,) = page.cssselect("[name=address-pick][checked]")
    assert picked.get("value") == (pick or "manual")


def test_what_is_wrong_with_a_whole_address_stands_beside_the_search():
    page = a_step("resten", posted=posted(), problems={"address": InvalidAnswer("Vælg den.")})
    assert [field.get("id") for field in page.cssselect("[aria-invalid]")] == ["address"]


def test_more_than_seven_options_are_a_list():
    assert len(question("weekday").cssselect("select option[value!='']")) == 8
    assert len(question("tenure").cssselect("input[type=radio]")) == 2
    assert not question("tenure").cssselect("select")
