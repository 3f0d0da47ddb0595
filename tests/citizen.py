"""A browser for tests: it walks, fills in and posts, and refuses every page that is not right.

Each page must have one `h1`, a title, its language, no id twice, a label for every field, an
address on every form, and no script without its nonce. So each walk is an accessibility test too.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

import httpx
from lxml import html
from lxml.cssselect import CSSSelector

# Selectors made once: each page of each walk is asked.
FIELDS = CSSSelector("input, select, textarea")
PROBLEMS = CSSSelector(".alert-error li a")
FILE_FIELDS = CSSSelector("input[type=file]")
FORMS = CSSSelector("main form")
UNLABELLED = {"hidden", "submit", "button"}
AFile = tuple[str, bytes, str]
"""A file somebody chooses: its name, content, and the type their browser says it has."""
Fields = dict[str, str | list[str]]


class Browser:
    """One browser; `sees` is the heading of the page it is at."""

    def __init__(self, client: httpx.Client, host: str = "localhost") -> None:
        self.client = client
        self.home = f"http://{host}"
        self.address = self.home
        self.status = 0
        self.text = ""
        self.page: Any = None

    def opens(self, path: str, **more: Any) -> "Browser":
        return self._met(self.client.get(urljoin(self.address, path), **more))

    def posts(
        self, path: str, fields: Mapping[str, str | list[str]] | None = None, **more: Any
    ) -> "Browser":
        return self._met(
            self.client.post(
                urljoin(self.address, path),
                data=dict(fields or {}),
                headers={"sec-fetch-site": "same-origin"},
                **more,
            )
        )

    def sends(self, *, button: str = "", **answers: Any) -> "Browser":
        """Fill in the page's form and press a button; what is not named stays as it stands."""
        return self._sends(button, answers, {})

    def attaches(self, *files: AFile, button: str = "", **answers: Any) -> "Browser":
        """The same on a page that takes files, with these chosen."""
        assert self._main_form().get("enctype") == "multipart/form-data"
        field = FILE_FIELDS(self._main_form())[0].get("name")
        none_chosen = [(field, ("", b"", "application/octet-stream"))]
        return self._sends(
            button, answers, {"files": [(field, file) for file in files] or none_chosen}
        )

    def _sends(self, button: str, answers: Mapping[str, Any], more: dict[str, Any]) -> "Browser":
        chosen = self._main_form()
        fields = _fields_of(chosen)
        for name, value in answers.items():
            fields[name.replace("__", "-")] = value
        fields["_action"] = button
        return self.posts(chosen.get("action"), fields, **more)

    def starts(self, slug: str) -> "Browser":
        self.opens(f"/{slug}")
        return self.posts(f"/{slug}")

    @property
    def sees(self) -> str:
        """The page's heading."""
        return " ".join(self.page.find(".//h1").text_content().split())

    @property
    def path(self) -> str:
        """The address on this host, without the draft that a page of a form names."""
        return re.sub(r"[?&]kladde=[0-9a-f-]{36}", "", self.whole_path)

    @property
    def whole_path(self) -> str:
        return "/" + self.address.split("/", 3)[3]

    @property
    def words(self) -> str:
        """All that the page says, on one line."""
        return " ".join(self.page.find(".//body").text_content().split())

    def value(self, name: str) -> str:
        """What stands in a field of the page's form."""
        return str(_fields_of(self._main_form())[name])

    def problems(self) -> list[str]:
        """The sentences of the error summary."""
        return [link.text_content().strip() for link in PROBLEMS(self.page)]

    def _forms(self) -> list[Any]:
        return list(FORMS(self.page))

    def _main_form(self) -> Any:
        return self._forms()[-1]

    def _met(self, answer: Any) -> "Browser":
        self.status, self.text, self.address = answer.status_code, answer.text, str(answer.url)
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.page = html.fromstring(answer.text)
            check_page(self.page, answer.headers["content-security-policy"])
        return self


def check_page(page: Any, policy: str) -> None:
    """What every page must have; an AssertionError says what this one lacks."""
    assert page.get("lang") in ("da", "en"), "a page says its language"
    assert (page.findtext(".//title") or "").strip(), "a page has a title"
    assert len(page.findall(".//h1")) == 1, "a page has one h1"
    ids = [element.get("id") for element in page.iterfind(".//*[@id]")]
    assert len(ids) == len(set(ids)), f"an id stands twice: {sorted(ids)}"
    labelled = {label.get("for") for label in page.iterfind(".//label")}
    for field in FIELDS(page):
        if field.get("type") not in UNLABELLED:
            assert field.get("id") in labelled or field.get("aria-label"), html.tostring(field)
    for described in page.iterfind(".//*[@aria-describedby]"):
        for target in described.get("aria-describedby").split():
            assert target in ids, f"aria-describedby leads nowhere: {target}"
    for form in page.iterfind(".//form"):
        assert form.get("action"), "a form says where it goes"
        assert form.get("method", "get") in ("get", "post")
    for script in page.iterfind(".//script"):
        assert script.get("src"), "no script stands in the page"
        assert f"'nonce-{script.get('nonce')}'" in policy
    for element in page.iter():
        if isinstance(element.tag, str):
            assert not element.get("style"), "no style stands in the page"
            assert not any(name.startswith("on") for name in element.attrib)


def _fields_of(form: Any) -> Fields:
    fields: Fields = {}
    for name, value in form.fields.items():
        element = form.inputs[name]
        if isinstance(element, html.CheckboxGroup):
            fields[name] = sorted(element.value)
        elif value is not None:
            fields[name] = str(value)
    fields.pop("_action", None)
    return fields
