"""What SBSYS keeps: parties, cases, documents with their files, and journal notes."""

import base64
import hashlib
import uuid
from datetime import UTC, datetime
from typing import Any

from app.standins.kept import Kept

# A template gives its cases their name and their KLE number with facet.
TEMPLATES = {
    101: ("Flytning", "23.05.10-G01"),
    102: ("Navne- og adressebeskyttelse", "23.05.05-G01"),
    103: ("Rotter", "09.13.01-G01"),
    104: ("Lån af lokaler", "18.15.12-G01"),
}


class Archive:
    """Everything by an id of its own, given here; nothing is known again."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept

    def parties(self, kind: str, number: str) -> list[dict[str, Any]]:
        found = self._all(f"sbsys-{kind}")
        return [party for party in found if number and party["Nummer"] == number]

    def party(self, party_id: int, kind: str) -> dict[str, Any] | None:
        return self._one(f"sbsys-{kind}", party_id)

    def add_party(self, kind: str, number: str, name: str) -> dict[str, Any]:
        return self._add(f"sbsys-{kind}", {"Nummer": number, "Navn": name, "Type": kind})

    def cases(self, number: str = "", title: str = "") -> list[dict[str, Any]]:
        """The newest first; of the party with that number, with that in the title."""
        return [
            case
            for case in self._all("sbsys-cases")
            if (not number or (case["Part"] or {}).get("Nummer") == number)
            and title.casefold() in case["SagsTitel"].casefold()
        ]

    def case(self, case_id: int) -> dict[str, Any] | None:
        case = self._one("sbsys-cases", case_id)
        return self._with_status(case) if case else None

    def open_case(
        self, title: str, template_id: int, party: dict[str, Any] | None
    ) -> dict[str, Any]:
        name, kle = TEMPLATES[template_id]
        today = datetime.now(UTC)
        like = [case for case in self._all("sbsys-cases") if case["Nummer"].startswith(f"{kle}-")]
        case = self._add(
            "sbsys-cases",
            {
                "SagIdentity": str(uuid.uuid4()),
                "Nummer": f"{kle}-{len(like) + 1}-{today:%y}",
                "SagsTitel": title,
                "SagSkabelon": {"Id": template_id, "Navn": name},
                "SagsDato": today.isoformat(),
                "Part": party,
            },
        )
        return self._with_status(case)

    def close(self, number: str) -> None:
        self.kept.put("sbsys-closed", number, {})

    def documents(self, case_id: int) -> list[dict[str, Any]]:
        found = self._all("sbsys-documents")
        return [document for document in found if document["SagID"] == case_id]

    def journalise(
        self, case_id: int, name: str, filename: str, media_type: str, content: bytes
    ) -> dict[str, Any]:
        kept = self._add(
            "sbsys-files",
            {
                "filename": filename,
                "media_type": media_type,
                "content_base64": base64.b64encode(content).decode(),
            },
        )
        file = {
            "Id": kept["Id"],
            "Navn": filename,
            "Size": len(content),
            "media_type": media_type,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        said = {"SagID": case_id, "Navn": name, "DokumentDato": datetime.now(UTC).isoformat()}
        return self._add("sbsys-documents", said | {"Filer": [file]})

    def file(self, file_id: int) -> dict[str, Any] | None:
        return self._one("sbsys-files", file_id)

    def notes(self, case_id: int) -> list[dict[str, Any]]:
        return [note for note in self._all("sbsys-notes") if note["SagID"] == case_id]

    def write_note(self, note: dict[str, Any]) -> dict[str, Any]:
        return self._add("sbsys-notes", note)

    def _add(self, shelf: str, thing: dict[str, Any]) -> dict[str, Any]:
        return _with_id(self.kept.put(shelf, str(uuid.uuid4()), thing))

    def _all(self, shelf: str) -> list[dict[str, Any]]:
        found = [_with_id(thing) for thing in self.kept.all(shelf)]
        return [self._with_status(case) for case in found] if shelf == "sbsys-cases" else found

    def _one(self, shelf: str, its_id: int) -> dict[str, Any] | None:
        thing = self.kept.at(shelf, its_id)
        return _with_id(thing) if thing else None

    def _with_status(self, case: dict[str, Any]) -> dict[str, Any]:
        closed = self.kept.get("sbsys-closed", case["Nummer"]) is not None
        state = {"Navn": "Afsluttet" if closed else "Aktiv"}
        state["SagsTilstand"] = state["Navn"]
        return case | {"SagsStatus": state}


def _with_id(thing: dict[str, Any]) -> dict[str, Any]:
    kept = ("position", "times_received")
    return {"Id": thing["position"]} | {k: v for k, v in thing.items() if k not in kept}
