"""What is encrypted at rest with keys from the settings, so that whoever reads the database alone reads none of it."""

import hashlib
import hmac

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlmodel import Session

from ritualbot.errors import SettingsRefused, Unreadable


def new_key() -> str:
    """A fresh key, for RITUALBOT_SECRET_KEY."""
    return Fernet.generate_key().decode()


class Vault:
    """The first key encrypts, all decrypt. Its text form says nothing of them."""

    def __init__(self, keys: str) -> None:
        """`keys` as in the settings, separated by commas. Raises SettingsRefused for one that is none."""
        listed = [key.strip() for key in keys.split(",")]
        try:
            self._keys = MultiFernet([Fernet(key) for key in listed])
        except ValueError:
            raise SettingsRefused(
                "RITUALBOT_SECRET_KEY: not a key, or not keys separated by commas; `ritualbot secrets new-key` "
                "prints one"
            ) from None
        self._first = listed[0].encode()

    def encrypt(self, secret: str) -> str:
        return self._keys.encrypt(secret.encode()).decode()

    def decrypt(self, ciphertext: str) -> str:
        """Raises Unreadable where no key fits."""
        try:
            return self._keys.decrypt(ciphertext.encode()).decode()
        except InvalidToken:
            raise Unreadable from None

    def encrypt_anew(self, ciphertext: str) -> str:
        """The same secret under the first key. Raises Unreadable."""
        return self.encrypt(self.decrypt(ciphertext))

    def digest(self, text: str) -> str:
        """The same for the same text under the first key; says nothing of the text to who does not have it."""
        return hmac.new(self._first, text.encode(), hashlib.sha256).hexdigest()


def lend(engine: sa.Engine, vault: Vault | None) -> None:
    """Everything that runs over this engine can seal and open from now on; nothing without a vault."""
    if vault is not None:
        engine.update_execution_options(vault=vault)


def lent(session: Session) -> Vault | None:
    """The vault of the process, None where it has no key."""
    found = session.connection().get_execution_options().get("vault")
    assert found is None or isinstance(found, Vault)
    return found
