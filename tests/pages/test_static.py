"""Our own styles, script and icons: small, and nothing from elsewhere."""

import re

import pytest

from app.pages import STATIC, TEMPLATES, static_file

SPRITE = static_file("dkfds/img/all-svg-icons.svg")
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


def test_the_neutral_theme_is_there():
    assert (STATIC / "themes" / "borgerdk.css").is_file()
