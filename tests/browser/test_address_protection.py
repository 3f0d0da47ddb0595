"""Citizens ask for protection of name and address, at a real browser."""

import pytest

from tests.browser.stack import Stack
from tests.browser.walker import Somebody
from tests.browser.walks import WAYS, asks_for_protection, in_days

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("way", "key", "children"),
    [
        ("with scripts", "camilla", ["Dicte Lund", "Frida Lund"]),
        ("without scripts", "karen", []),
        ("with the keyboard alone", "susanne", ["Rosa Storm"]),
        ("on 320 pixels", "hugo", []),
        ("in English", "lene", []),
    ],
)
def test_somebody_asks_for_protection(
    somebody: Somebody, stack: Stack, way: str, key: str, children: list[str]
):
    walker = somebody(key, **WAYS[way])
    reference = asks_for_protection(walker, *children)
    answers = stack.case(reference)["event"]["data"]["answers"]
    assert [child["name"] for child in answers.get("children", [])] == children
    if children:
        assert answers["start_date"] == str(in_days(10))
        assert answers["end_date"] == str(in_days(100))


def test_whoever_is_protected_sees_their_own_name_and_address(somebody: Somebody):
    nanna = somebody("nanna")
    asks_for_protection(nanna)
    nanna.reads("Nanna Skov", "Rendsagervej 7")
