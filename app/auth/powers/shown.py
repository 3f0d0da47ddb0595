"""Powers of attorney and relations as the page shows them: to each only what is theirs to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.auth.acting_for import ActingFor
from app.auth.powers.coverable import in_words
from app.auth.powers.models import PowerOfAttorney
from app.auth.powers.scope import from_kept
from app.clock import today
from app.forms.messages import Translate
from app.municipalities.municipality import Municipality
from app.sealed import digest, digests


@dataclass(frozen=True)
class ShownPower:
    """One power: `name` is the other's, `covers` in words, `state` as the table has it."""

    id: UUID
    name: str
    covers: Sequence[str]
    until: date
    state: str

    @property
    def may_end(self) -> bool:
        """Whether there is anything to withdraw."""
        return self.state in ("waiting", "holds")


@dataclass(frozen=True)
class ShownRelation:
    """A child or a ward; `key` names them in the page without their number."""

    key: str
    acting_for: ActingFor


def shown_to_grantor(
    power: PowerOfAttorney, municipality: Municipality, t: Translate
) -> ShownPower:
    """By the holder's name, as the grantor wrote it."""
    return _shown(power, power.people["holder"]["name"], municipality, t)


def shown_to_holder(power: PowerOfAttorney, municipality: Municipality, t: Translate) -> ShownPower:
    """By the grantor's name, as their login has it or they wrote it."""
    return _shown(power, power.people["grantor"]["name"], municipality, t)


def shown_relation(municipality: Municipality, acting_for: ActingFor) -> ShownRelation:
    """With the key that `is_named` knows again."""
    key = digest(_key_name(municipality, acting_for)).hex()
    return ShownRelation(key, acting_for)


def is_named(municipality: Municipality, acting_for: ActingFor, key: str) -> bool:
    """Whether the page meant this one."""
    return key in [each.hex() for each in digests(_key_name(municipality, acting_for))]


def _shown(
    power: PowerOfAttorney, name: str, municipality: Municipality, t: Translate
) -> ShownPower:
    covered = in_words(from_kept(power.covers), municipality, t)
    return ShownPower(power.id, name, covered, power.until, power.state(today()))


def _key_name(municipality: Municipality, acting_for: ActingFor) -> str:
    return f"{municipality.code} relation {acting_for.capacity} {acting_for.cpr}"
