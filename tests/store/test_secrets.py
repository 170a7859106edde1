"""Tokens at rest: encrypted, by one of several keys, and never quoted."""

import pytest

from ritualbot.errors import SettingsRefused, Unreadable
from ritualbot.store.secrets import Vault, new_key

TOKEN = "xoxb-" + "0123456789-" * 5


def test_what_is_encrypted_comes_back_and_says_nothing_of_itself() -> None:
    vault = Vault(new_key())
    kept = vault.encrypt(TOKEN)
    assert vault.decrypt(kept) == TOKEN
    assert "xoxb" not in kept and kept != vault.encrypt(TOKEN), "not even that two are the same"
    assert len(kept) > 150, "longer than what a short column takes"


def test_the_first_key_encrypts_and_all_decrypt() -> None:
    old, new = new_key(), new_key()
    kept = Vault(old).encrypt(TOKEN)
    both = Vault(f"{new}, {old}")
    assert both.decrypt(kept) == TOKEN
    assert Vault(new).decrypt(both.encrypt(TOKEN)) == TOKEN
    assert Vault(new).decrypt(both.encrypt_anew(kept)) == TOKEN


def test_another_key_opens_nothing_and_quotes_nothing() -> None:
    kept = Vault(new_key()).encrypt(TOKEN)
    for wrong in (kept, kept[:-3] + "AAA", "", "plain"):
        with pytest.raises(Unreadable) as refused:
            Vault(new_key()).decrypt(wrong)
        assert str(refused.value) == "" and refused.value.__cause__ is None


@pytest.mark.parametrize("keys", ["", "canary", "canary," + "A" * 43 + "=", f"{'A' * 43}=,"])
def test_what_is_no_key_is_refused_without_being_repeated(keys: str) -> None:
    with pytest.raises(SettingsRefused, match="RITUALBOT_SECRET_KEY") as refused:
        Vault(keys)
    assert "canary" not in str(refused.value)


def test_a_vault_shows_no_key() -> None:
    key = new_key()
    assert key not in repr(Vault(key)) and key not in str(Vault(key))
