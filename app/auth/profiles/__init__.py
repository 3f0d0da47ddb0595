"""How each Danish broker writes of the people it logs in: one small file of data for each."""

from app.auth.profiles.idura import IDURA
from app.auth.profiles.nemlogin import NEMLOGIN
from app.auth.profiles.profile import ClaimProfile
from app.auth.profiles.signaturgruppen import SIGNATURGRUPPEN
from app.auth.profiles.signicat import SIGNICAT

BY_NAME: dict[str, ClaimProfile] = {
    profile.name: profile for profile in (SIGNATURGRUPPEN, IDURA, SIGNICAT, NEMLOGIN)
}
