"""A person who logs in for their organisation (MitID Erhverv) instead of for themselves."""

import uuid
from dataclasses import dataclass

from app.standins import organisations, persons
from app.standins.organisation import Organisation
from app.standins.person import NAMESPACE, Person


@dataclass(frozen=True)
class Professional:
    """One person in one organisation, who chooses this instead of their private MitID."""

    person: Person
    organisation: Organisation

    @property
    def key(self) -> str:
        return self.organisation.login_key

    @property
    def name(self) -> str:
        return f"{self.person.name} for {self.organisation.name}"

    @property
    def why(self) -> str:
        alone = "må" if self.organisation.represents else "må ikke"
        return (
            f"{self.organisation.form_of_business} med CVR-nummer {self.organisation.cvr}. "
            f"{self.person.first} {alone} alene handle på dens vegne."
        )

    @property
    def refused(self) -> str:
        return self.person.refused

    @property
    def login_id(self) -> str:
        return str(uuid.uuid5(NAMESPACE, f"professional:{self.key}"))


def professionals() -> dict[str, Professional]:
    """Everybody who can log in for an organisation, by key (»victor@99000104«)."""
    return {
        key: Professional(persons.by_key(organisation.person), organisation)
        for key, organisation in organisations.with_a_login().items()
    }
