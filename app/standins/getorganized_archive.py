"""What GetOrganized keeps: cases with their properties, and documents in their libraries."""

import base64
import hashlib
import mimetypes
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from app.standins.kept import Kept

CASES, DOCUMENTS, VERSIONS, FILES, FINAL = (
    "getorganized-cases",
    "getorganized-documents",
    "getorganized-versions",
    "getorganized-files",
    "getorganized-final",
)


class NotARow(Exception):
    """What was sent is not one row of properties."""


class Final(Exception):
    """The document is final, and nobody changes it any more."""


class Archive:
    """A document is known by its case, its library and its name."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept

    def cases_with(
        self, prefixes: Sequence[str], properties: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        return [
            case
            for case in self._cases()
            if case["prefix"] in prefixes
            and all(case["fields"].get(name) == value for name, value in properties.items())
        ]

    def case(self, case_id: str) -> dict[str, Any] | None:
        return next((case for case in self._cases() if case["CaseID"] == case_id), None)

    def open_case(self, prefix: str, metadata: str) -> dict[str, Any]:
        """Raises `NotARow`."""
        today = datetime.now(UTC).isoformat()
        told = {"prefix": prefix, "fields": _fields(metadata), "opened_at": today}
        return _numbered(self.kept.put(CASES, str(uuid.uuid4()), told))

    def document(self, case_id: str, list_name: str, name: str) -> dict[str, Any] | None:
        found = [each for each in self._documents(case_id) if each["list"] == list_name]
        return next((each for each in found if each["file"] == name), None)

    def add(self, case_id: str, list_name: str, name: str, content: bytes) -> int:
        """The document's id: a new one, or a new version of the one there. Raises `Final`."""
        there = self.document(case_id, list_name, name)
        if there and there["finalised"]:
            raise Final
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        encoded = base64.b64encode(content).decode()
        file = {"filename": name, "media_type": media_type, "content_base64": encoded}
        key = f"{case_id}/{list_name}/{name}"
        version = {
            "document": key,
            "file_id": self.kept.put(FILES, str(uuid.uuid4()), file)["position"],
            "media_type": media_type,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        self.kept.put(VERSIONS, str(uuid.uuid4()), version)
        told = {"case": case_id, "list": list_name, "file": name, "key": key}
        return int(self.kept.put(DOCUMENTS, key, told)["position"])

    def finalise(self, doc_id: int) -> bool:
        """False where there is no such document; raises `Final` for one that is."""
        if self.kept.at(DOCUMENTS, doc_id) is None:
            return False
        if self.kept.put(FINAL, str(doc_id), {})["times_received"] > 1:
            raise Final
        return True

    def file(self, file_id: int) -> dict[str, Any] | None:
        return self.kept.at(FILES, file_id)

    def shown(self) -> list[dict[str, Any]]:
        """Every case as its page shows it, the newest first."""
        return [
            {
                "number": case["CaseID"],
                "title": case["fields"].get("ows_Title", ""),
                "party": case["fields"].get("ows_CCMContactData", "").replace(";#", " ").strip(),
                "fields": case["fields"],
                "opened_at": case["opened_at"],
                "documents": self._documents(case["CaseID"]),
            }
            for case in self._cases()
        ]

    def _cases(self) -> list[dict[str, Any]]:
        return [_numbered(case) for case in self.kept.all(CASES)]

    def _documents(self, case_id: str) -> list[dict[str, Any]]:
        versions = self.kept.all(VERSIONS)
        found = []
        for document in self.kept.all(DOCUMENTS):
            if document["case"] != case_id:
                continue
            newest = next(each for each in versions if each["document"] == document["key"])
            final = self.kept.get(FINAL, str(document["position"])) is not None
            found.append(
                {
                    **newest,
                    **document,
                    "DocID": document["position"],
                    "finalised": final,
                    "address": f"/getorganized/files/{newest['file_id']}",
                }
            )
        return found


def _fields(metadata: str) -> dict[str, str]:
    try:
        row = ElementTree.fromstring(metadata)
    except ElementTree.ParseError:
        raise NotARow from None
    if row.tag != "{#RowsetSchema}row" or "ows_Title" not in row.attrib:
        raise NotARow
    return dict(row.attrib)


def _numbered(case: dict[str, Any]) -> dict[str, Any]:
    year, prefix = case["opened_at"][:4], case["prefix"]
    case_id = f"{prefix}-{year}-{case['position']:06}"
    return case | {"CaseID": case_id, "CaseUrl": f"cases/{prefix}{year[2:]}/{case_id}"}
