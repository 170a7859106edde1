"""The bot's registration in the words of the SDK."""

from types import SimpleNamespace

from ritualbot.platforms.teams.registration import Registration

CLOUD = "https://api.botframework.com"  # who signs inbound tokens, and what our own are for


def sdk_settings(registration: Registration, keys: str) -> SimpleNamespace:
    """Every value of the SDK's parameterised class, which has no defaults: tests and production run the same code.

    `keys` is the address under which the SDK finds a store of keys. Tokens for the Emulator are looked up there like
    the Connector's, and refused by their claims.
    """
    return SimpleNamespace(
        APP_TYPE=registration.app_type if registration.app_id else "MultiTenant",
        APP_ID=registration.app_id,
        APP_PASSWORD=registration.password,
        APP_TENANTID=registration.tenant,
        TO_CHANNEL_FROM_BOT_LOGIN_URL=registration.login_url,
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE=CLOUD,
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER=CLOUD,
        OAUTH_URL=CLOUD,
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL=keys,
        TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL=keys,
        CALLER_ID="",
    )
