"""Tokens at rest: encrypted with keys from the settings, so that whoever reads the database alone reads none."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from ritualbot.errors import SettingsRefused, Unreadable


def new_key() -> str:
    """A fresh key, for RITUALBOT_SECRET_KEY."""
    return Fernet.generate_key().decode()


class Vault:
    """The first key encrypts, all decrypt. Its text form says nothing of them."""

    def __init__(self, keys: str) -> None:
        """`keys` as in the settings, separated by commas. Raises SettingsRefused for one that is none."""
        try:
            self._keys = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
        except ValueError:
            raise SettingsRefused(
                "RITUALBOT_SECRET_KEY: not a key, or not keys separated by commas; `ritualbot secrets new-key` "
                "prints one"
            ) from None

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
