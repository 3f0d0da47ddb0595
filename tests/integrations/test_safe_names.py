"""What citizens call their files, as names that any disk can hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations.case_systems.filedrop.safe_names import MOST_BYTES, safe_names


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("Lejekontrakt på Æbeløgade.pdf", "Lejekontrakt på Æbeløgade.pdf"),
        ("C:\\Users\\Ada\\skat.pdf", "skat.pdf"),
        ("/etc/passwd", "passwd"),
        ("..", "bilag"),
        ("", "bilag"),
        (".htaccess", "htaccess"),
        ("con", "_con"),
        ("Aux.tar.gz", "_Aux.tar.gz"),
        ("COM1 .txt", "_COM1.txt"),
        ("console.txt", "console.txt"),
        ("a<b>:c|d?.pdf", "a_b__c_d_.pdf"),
        ("billede\u202egnp.exe", "billedegnp.exe"),
        ("to\nlinjer\x00.pdf", "tolinjer.pdf"),
        ("a\u030a.pdf", "å.pdf"),
        ("navn. . .", "navn"),
    ],
)
def test_names_become_safe(given_name: str, safe: str):
    assert safe_names([given_name]) == [safe]


def test_no_two_files_have_one_name():
    names = ["Bilag.pdf", "bilag.PDF", "bilag (2).pdf", "bilag.pdf", "", ""]
    safe = safe_names(names)
    assert len({name.casefold() for name in safe}) == len(names)


@given(st.lists(st.text(max_size=400), max_size=6))
def test_any_name_becomes_one_that_a_disk_can_hold(names: list[str]):
    safe = safe_names(names)
    assert len({name.casefold() for name in safe}) == len(names)
    for name in safe:
        assert 0 < len(name.encode()) <= MOST_BYTES
        assert not set(name) & set('/\\<>:"|?*\n\r\t\0')
        assert name == name.strip(" .")
