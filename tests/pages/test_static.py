"""Our own styles, script and icons: small, and nothing from elsewhere."""

import re

import pytest

from app.pages import STATIC, static_address, static_file, theme_address
from app.templating import TEMPLATES

SPRITE = static_file("dkfds/img/all-svg-icons.svg")
THEMES = sorted((STATIC / "themes").glob("*.css"))
OURS = sorted(path for path in STATIC.rglob("*") if path.suffix in {".css", ".js"})


def test_every_icon_stands_in_the_design_systems_sprite():
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'icon\("([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    assert named
    assert named <= drawn


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?://|@import|url\(", text)
    assert not re.search(r"innerHTML|eval\(|new Function", text)


def test_the_script_says_nothing_in_one_language_only():
    script = (STATIC / "hovedindgang.js").read_text(encoding="utf-8")
    assert not re.search(r'"[^"]*[æøåÆØÅ][^"]*"', script)


def test_there_is_a_neutral_theme_and_one_of_a_municipality():
    assert [theme.stem for theme in THEMES] == ["borgerdk", "vallensbaek", "virkdk"]


@pytest.mark.parametrize("theme", THEMES, ids=lambda path: path.stem)
def test_a_themes_colours_can_be_told_from_what_they_stand_on(theme):
    """WCAG 2.2 AA: text 4.5 to 1, and lines and icons 3 to 1, also upon the band."""
    colours = dict(re.findall(r"--(accent|band): #([0-9a-f]{6});", theme.read_text("utf-8")))
    assert contrast(colours["accent"], "ffffff") >= 4.5
    assert contrast(colours["accent"], colours["band"]) >= 3
    assert contrast("1a1a1a", colours["band"]) >= 4.5


def test_a_theme_that_has_been_taken_away_leaves_the_neutral_one():
    assert theme_address("vallensbaek").startswith("/static/themes/vallensbaek.css?v=")
    assert theme_address("gone") == static_address("themes/borgerdk.css")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (six hexadecimal digits), as WCAG defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
