"""The check page: what can be changed, what cannot and who can, and what is worth knowing."""

from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from tests.citizen import Browser
from tests.service import Service
from tests.submissions.walks import day_fields, moves_alone

ASK = "Er noget forkert, så ring til Herning Kommune på 70 10 06 57."


def changes(browser: Browser) -> list[str]:
    """What the links on the page lead to change."""
    links = browser.page.cssselect("main .answers a")
    return [link.text_content().removeprefix("Redigér").strip() for link in links]


def test_what_the_register_says_is_corrected_by_phone(service: Service):
    ada = service.citizen("ada").starts("flytning")
    assert ASK in ada.words
    assert ASK in moves_alone(ada).words
    assert "Hvornår er flyttedagen?" in changes(ada)
    assert not {"Navn", "Din nuværende adresse"} & set(changes(ada))
    assert "Tryk »Redigér«, hvis du vil ændre et svar." in ada.words


def test_without_a_phone_number_no_number_is_given(service: Service):
    with service.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        row.contact = {"email": "kommunen@herning.example"}
    current.forget()
    ada = service.citizen("ada").starts("flytning")
    assert "Er noget forkert, så kontakt Herning Kommune." in ada.words


def test_who_may_change_everything_is_told_of_nobody_to_call(service: Service):
    ada = service.citizen("ada").starts("flytning").sends()
    assert "Er noget forkert" not in ada.words


def test_a_warning_stands_beside_its_answer_and_right_above_the_button(service: Service):
    ada = moves_alone(service.citizen("ada"), days=-20)
    row, _ = ada.page.cssselect(".answers tr:has(.answer-warning)")
    assert "Hvornår er flyttedagen?" in row.text_content()
    assert "bøde på 600 kr." in row.text_content()
    late, by_hand = ada.page.cssselect("main > .alert-warning")
    assert "bøde på 600 kr." in late.text_content()
    assert by_hand.getnext().tag == "form"


def test_an_address_typed_by_hand_is_warned_of_and_one_from_the_list_is_not(service: Service):
    must_lie = "En adresse, du selv skriver, skal ligge i "
    ada = service.citizen("ada").starts("flytning").sends().sends(**day_fields("move_date", 7))
    (note,) = ada.page.cssselect("#new_address-by-hand-note")
    assert note.text_content().startswith(f"{must_lie}Herning Kommune.")
    (street,) = ada.page.cssselect("#new_address-street")
    assert note.get("id") in street.get("aria-describedby").split()
    moves_alone(ada)
    (alert,) = ada.page.cssselect("main > .alert-warning")
    assert must_lie in alert.text_content()
    assert ada.opens("/flytning/hvorhen").words.count(must_lie) == 1, "said once on the page"
    ada.sends(new_address="møllevej 6", button="search:new_address")
    first, *_ = ada.page.cssselect("input[type=radio][name=new_address-pick]")
    ada.sends(new_address__pick=first.get("value"))
    assert ada.path == "/flytning/kontroller"
    assert not ada.page.cssselect(".alert-warning, .answer-warning")


def test_a_warning_is_about_the_answer_kept_and_never_about_another_typed(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(**day_fields("move_date", -20)).opens("/flytning/hvornaar")
    assert "mere end 5 dage tilbage" in ada.words
    (group,) = ada.page.cssselect("#move_date")
    assert "move_date-warning" in group.get("aria-describedby").split()
    ada.sends(**day_fields("move_date", 40))
    assert len(ada.problems()) == 1
    assert "mere end 5 dage tilbage" not in ada.words


def test_a_step_with_one_question_is_not_called_the_same_twice(service: Service):
    ada = moves_alone(service.citizen("ada"))
    shown = [
        caption.text_content()
        for caption in ada.page.cssselect(".answers caption")
        if "unseen" not in (caption.get("class") or "")
    ]
    assert "Hvornår er flyttedagen?" not in shown
    assert "Kontakt og erklæring" in shown
