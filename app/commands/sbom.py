"""`python -m app sbom`: the bill of materials of what runs here (CycloneDX 1.6, JSON).

Names, versions and hashes from the locks, licences from what is installed.
"""

import argparse
import base64
import json
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9.-]+)==([^\s;]+)( ;[^\\\n]*)?[^\n]*\n((?: +--hash=\S+[^\n]*\n)+)", re.M)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
OURS = "EUPL-1.2"


class NotAsLocked(Exception):
    """What is installed here is not what the lock says: a bill of it would be wrong."""


def run(arguments: Sequence[str]) -> int:
    """0 and the bill on standard output; 1, with a sentence, if it would not be true."""
    argparse.ArgumentParser(prog="python -m app sbom").parse_args(arguments)
    try:
        bill = bill_of_materials()
    except NotAsLocked as problem:
        print(f"No bill of materials: {problem}", file=sys.stderr)
        return 1
    print(JsonV1Dot6(bill).output_as_string(indent=2))
    return 0


def bill_of_materials() -> Bom:
    """All that the service runs on; raises `NotAsLocked`."""
    bill = Bom()
    bill.metadata.component = ours = Component(
        name="hovedindgang",
        type=ComponentType.APPLICATION,
        bom_ref="hovedindgang",
        licenses=[LicenseFactory().make_from_string(OURS)],
    )
    parts = [*_python_packages(), *_npm_packages()]
    bill.components.update(parts)
    bill.register_dependency(ours, parts)
    return bill


def _python_packages() -> Iterator[Component]:
    """A package that only another kind of machine needs is not installed here, and left out."""
    for name, version, marker, hashes in PIN.findall((ROOT / "requirements.txt").read_text()):
        try:
            found = metadata(name)
        except PackageNotFoundError:
            if marker:
                continue
            raise NotAsLocked(f"{name} is not installed.") from None
        if found["Version"] != version:
            raise NotAsLocked(f"{name} is installed as {found['Version']}, not {version}.")
        yield _library(
            PackageURL("pypi", name=name, version=version),
            _licenses(found),
            # One for each file of that version; which of them was installed, nothing tells.
            [HashType(alg=HashAlgorithm.SHA_256, content=each) for each in HASH.findall(hashes)],
        )


def _licenses(found: PackageMetadata) -> list[License]:
    """What the package says of itself: an expression (PEP 639), else a word, else classifiers."""
    said = next((found[name] for name in ("License-Expression", "License") if name in found), "")
    if said and len(said) < 100 and "\n" not in said:
        return [LicenseFactory().make_from_string(said)]
    classified = [each.split(" :: ") for each in found.get_all("Classifier") or ()]
    names = [words[-1] for words in classified if words[0] == "License" and len(words) > 2]
    return [LicenseFactory().make_with_name(name) for name in names]


def _npm_packages() -> Iterator[Component]:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    for place, package in lock["packages"].items():
        if not place or package.get("dev"):
            continue
        namespace, _, name = place.rpartition("node_modules/")[2].rpartition("/")
        algorithm, _, sum_in_base64 = package["integrity"].partition("-")
        assert algorithm == "sha512"
        yield _library(
            PackageURL("npm", namespace or None, name, package["version"]),
            [LicenseFactory().make_from_string(package["license"])] if "license" in package else [],
            [HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(sum_in_base64).hex())],
        )


def _library(purl: PackageURL, licenses: list[License], hashes: list[HashType]) -> Component:
    return Component(
        name=purl.name,
        group=purl.namespace,
        version=purl.version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=purl.to_string(),
        licenses=licenses,
        hashes=hashes,
    )
