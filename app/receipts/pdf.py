"""A receipt as a tagged PDF (PDF/UA-1), from `templates/receipts/pdf.html` and its own small CSS,
which other papers of ours are printed with too.

Most of the time would go to fonts and CSS, so both are read once for each process; what is left
is some tens of milliseconds of CPU, which is why the worker does it, but for papers that are rare.
"""

import re
import warnings
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

# Where the library that makes fonts small is missing, `fonts_are_cut_fast` says so instead.
with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "HarfBuzz-Subset", DeprecationWarning)
    from weasyprint import CSS, HTML
    from weasyprint.text.ffi import harfbuzz_subset
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

from app.forms.messages import write_date
from app.languages import translate_to
from app.pages import PACKAGES, write_moment
from app.receipts.receipt import Receipt
from app.templating import TEMPLATES, templates

STYLE = TEMPLATES / "receipts" / "pdf.css"
# The design system's own typeface, where npm put it; without it the system's sans serif.
FONTS = PACKAGES / "dkfds" / "dist" / "fonts" / "IBMPlexSans" / "complete" / "woff2"
WEIGHTS = {"Regular": 400, "SemiBold": 600}

_one_at_a_time = Lock()


@dataclass(frozen=True)
class Press:
    """What every paper is printed with."""

    fonts: Any
    style: Any


def render(receipt: Receipt) -> bytes:
    """The PDF; the same receipt looks the same every time."""
    return printed(html_of(receipt))


def printed(html: str) -> bytes:
    """Any page of HTML as such a PDF; it fetches nothing that it names."""
    with _one_at_a_time:  # a font configuration is not for two threads
        page = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
        made: bytes = page.write_pdf(
            stylesheets=[press().style],
            font_config=press().fonts,
            pdf_variant="pdf/ua-1",
            finisher=_say_which_way_headers_point,
        )
    return made


def html_of(receipt: Receipt) -> str:
    """The words of the receipt, in its own language."""
    template = templates(receipt.language).get_template("receipts/pdf.html")
    t = translate_to(receipt.language)
    return without_gaps(
        template.render(receipt=receipt, moment=lambda moment: write_moment(moment, t))
    )


def letter_pdf(template: str, language: str, **context: Any) -> bytes:
    """A letter of `templates/letters`, in one language."""
    t = translate_to(language)
    html = (
        templates(language)
        .get_template(template)
        .render(
            language=language,
            day=lambda day: write_date(day, t),
            moment=lambda moment: write_moment(moment, t),
            **context,
        )
    )
    return printed(without_gaps(html))


def without_gaps(html: str) -> str:
    """Without spaces between tags, which would become boxes, laid out for nothing."""
    return re.sub(r">\s+<", "><", html)


def _say_which_way_headers_point(_: Any, pdf: Any) -> None:
    """Give each table header its Scope (ISO 32000-1, 14.8.5.7): WeasyPrint links cells to headers
    by id only, which some screen readers pass by."""
    objects: list[Any] = pdf.objects
    elements = {found.reference: found for found in objects if hasattr(found, "get")}
    for element in elements.values():
        if element.get("S") == "/TH":
            row = elements[element["P"]]
            is_column = elements[row["P"]]["S"] == "/THead" or "ColSpan" in element["A"]
            element["A"]["Scope"] = "/Column" if is_column else "/Row"


@cache
def press() -> Press:
    """Fonts and CSS of this process; the first to ask waits half a second."""
    fonts = FontConfiguration()
    style = CSS(
        string=_font_faces() + STYLE.read_text(encoding="utf-8"),
        font_config=fonts,
        url_fetcher=URLFetcher(allowed_protocols=("file",)),
    )
    return Press(fonts, style)


def fonts_are_cut_fast() -> bool:
    """Whether libharfbuzz-subset is here; without it a receipt takes four times as long."""
    return harfbuzz_subset is not None


def _font_faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight}; '
        f'src: url("{file.as_uri()}"); }}\n'
        for name, weight in WEIGHTS.items()
        if (file := FONTS / f"IBMPlexSans-{name}.woff2").is_file()
    )
