"""Names by which we know again, in a system of others, what is there already.

The system gives its own ids and may lose its answer. So what we put there carries our reference in
its name, and what is several for one reference a mark besides: it is looked for before it is sent.
"""

import hashlib
import re
from pathlib import PurePath

from app.integrations.case_systems import CaseFile

MOST_CHARACTERS = 100
# What SharePoint and Windows forbid in a file's name, and what could be mistaken for a path.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f"#%&*:<>?/\\{|}~+\']')


def case_title(case_file: CaseFile) -> str:
    """»Flytning pr. 01.12.2026 (K7FE-TJ4T)«: the title of a case of ours."""
    title = " ".join(case_file.case_title.split()) or case_file.form_title
    return f"{title[:MOST_CHARACTERS]} ({case_file.reference})"


def mark(case_file: CaseFile, what: str) -> str:
    """»K7FE-TJ4T-1a2b3c4d«: the reference, and eight figures that follow from the id `what`."""
    return f"{case_file.reference}-{hashlib.sha256(what.encode()).hexdigest()[:8]}"


def file_name(case_file: CaseFile, what: str, name: str) -> str:
    """»Lejekontrakt (K7FE-TJ4T-1a2b3c4d).pdf«: a name no other document on the case has."""
    path = PurePath(_FORBIDDEN.sub(" ", name).strip(" ."))
    # A receipt's own name has the reference already.
    words = path.stem.replace(case_file.reference, " ").split()
    stem = " ".join(words)[:MOST_CHARACTERS].strip(" .-_") or "Dokument"
    ending = path.suffix if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", path.suffix) else ""
    return f"{stem} ({mark(case_file, what)}){ending}"
