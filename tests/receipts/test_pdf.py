"""The PDF: readable by everybody, whatever somebody wrote."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from lxml import html

from app.receipts.pdf import fonts_are_cut_fast, html_of, render
from app.receipts.receipt import Receipt, Row, Section
from app.templating import TEMPLATES
from tests.receipts.a_receipt import a_receipt

# Breaks on arrays with this pikepdf; that headings say something is tested here by the bookmarks.
EMPTY_HEADINGS = "UA-14-001"
LONG = (
    "Kære kommune. " + "Speciallægepraksisplanlægningsstabiliseringsperiode" * 4 + "\n\nHej. " * 60
)
HOSTILE = "<script>alert(1)</script> & <img src='http://example.com/x.png'> ]]> {{ 7*7 }}"


def opened(receipt: Receipt) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(BytesIO(render(receipt)))


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Every structure element, in reading order."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(node)
            walk(node.get("/K", pikepdf.Array()))

    walk(pdf.Root.StructTreeRoot.K)
    return found


def outline(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as found:
        return [title for item in found.root for title in _titles(item)]


def _titles(item: pikepdf.OutlineItem) -> list[str]:
    return [item.title, *(title for child in item.children for title in _titles(child))]


def words_of(receipt: Receipt) -> str:
    """The words on the paper, on one line."""
    return " ".join(html.fromstring(html_of(receipt)).find("body").itertext())


@pytest.mark.parametrize(
    "receipt",
    [
        a_receipt(),
        a_receipt(language="en", title="Report a move"),
        a_receipt(is_decision=True, complaint="Du kan klage inden fire uger."),
        a_receipt(sender="", sections=()),
        a_receipt(
            sections=[
                Section(HOSTILE, [Row(HOSTILE, LONG, "citizen") for _ in range(4)])
                for _ in range(2)
            ]
        ),
    ],
    ids=["plain", "english", "decision", "empty", "long and hostile"],
)
def test_every_receipt_can_be_read_by_everybody(receipt: Receipt, tmp_path: Path):
    file = tmp_path / "receipt.pdf"
    file.write_bytes(render(receipt))
    report = pdfua.validate(str(file))
    assert [finding.message for finding in report.findings] == []
    skipped = {outcome.rule_id for outcome in report.outcomes if outcome.skipped_reason}
    assert skipped <= {EMPTY_HEADINGS}


def test_it_says_what_it_is():
    pdf = opened(a_receipt())
    assert str(pdf.Root.Lang) == "da"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Kvittering: Meld flytning (K7FE-TJ4T)"
        assert metadata["pdfuaid:part"] == "1"
    assert str(opened(a_receipt(language="en")).Root.Lang) == "en"


def test_headings_are_bookmarks():
    assert outline(opened(a_receipt(is_decision=True, complaint="Klag."))) == [
        "Meld flytning",
        "Det sker der nu",
        "Dine svar",
        "Hvis du vil klage",
        "Har du spørgsmål?",
    ]


def test_the_page_and_the_paper_call_things_the_same():
    page = (TEMPLATES / "receipts" / "show.html").read_text("utf-8")
    headings = set(outline(opened(a_receipt(is_decision=True, complaint="Klag."))))
    assert {heading for heading in headings if f'_("{heading}") }}}}</h2>' in page} == {
        "Det sker der nu",
        "Dine svar",
        "Hvis du vil klage",
        "Har du spørgsmål?",
    }


def test_every_answer_belongs_to_its_question():
    pdf = opened(a_receipt())
    found = elements(pdf)
    headers = {bytes(each.ID) for each in found if each.S == "/TH"}
    cells = [each for each in found if each.S == "/TD"]
    assert cells
    for cell in cells:
        named = [bytes(header) for header in cell.A.Headers]
        assert named
        assert set(named) <= headers
    scopes = [str(each.A.Scope) for each in found if each.S == "/TH"]
    assert {"/Row", "/Column"} == set(scopes)


def test_a_morning_is_written_as_on_the_page():
    early = datetime(2026, 11, 22, 3, 9, tzinfo=UTC)
    assert "22. november 2026 kl. 4.09 (dansk tid)" in words_of(a_receipt(sent_moment=early))


def test_a_companys_paper_speaks_to_no_single_one_of_its_people():
    words = words_of(replace(a_receipt(), for_company=True))
    for expected in ("det, I har sendt.", "Oplyst af den, der sendte", "Svarene"):
        assert expected in words
    assert "Oplyst af dig" not in words


def test_it_says_where_each_answer_comes_from():
    words = words_of(a_receipt())
    for expected in (
        "Herning Kommune",
        "K7FE-TJ4T",
        "22. november 2026 kl. 11.15 (dansk tid)",
        "Hentet fra folkeregistret",
        "Oplyst af dig",
        "Indtastet af medarbejder",
        "Ikke besvaret",
        "Vi behandler din flytning inden for fem hverdage.",
        "96 28 28 28",
    ):
        assert expected in words
    assert "klager" not in words


def test_what_somebody_wrote_is_only_words():
    receipt = a_receipt(sections=[Section("Andet", [Row("Mere?", HOSTILE, "citizen")])])
    words = words_of(receipt)
    assert "<script>alert(1)</script> &" in words
    assert "{{ 7*7 }}" in words


@pytest.mark.parametrize(
    ("written", "font"),
    [("To rotter 🐀 🐁", "Unifont-Upper"), ("李小龙 さくら", "Unifont"), ("שלום مرحبا", "DejaVu")],
    ids=["pictures", "Chinese and Japanese", "Hebrew and Arabic"],
)
def test_every_letter_somebody_wrote_is_drawn(written: str, font: str):
    """A letter that no font has would be an empty box (ISO 14289-1, 7.21.8 forbids it)."""
    used = fonts_in(a_receipt(sections=[Section("Andet", [Row("Mere?", written, "citizen")])]))
    assert any(font in name for name in used), used
    assert not any(font in name for name in fonts_in(a_receipt()))


def fonts_in(receipt: Receipt) -> set[str]:
    """The names of the typefaces on the paper."""
    return {
        str(font.BaseFont)
        for page in opened(receipt).pages
        for font in page.Resources.Font.values()
    }


def test_a_usual_receipt_is_one_sheet_and_small():
    content = render(a_receipt())
    assert len(pikepdf.Pdf.open(BytesIO(content)).pages) == 1
    assert len(content) < 40_000


def test_fonts_are_cut_fast_here():
    assert fonts_are_cut_fast()
