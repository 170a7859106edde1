"""What Slack needs to be told, before anything of it is loaded."""

from ritualbot.errors import SettingsRefused
from ritualbot.settings import Settings


def is_set_up(settings: Settings) -> bool:
    return any((settings.slack_bot_token, settings.slack_app_token, settings.slack_client_id,
                settings.slack_signing_secret, settings.slack_client_secret))  # fmt: skip


def check(settings: Settings) -> None:
    """Raises SettingsRefused with everything that is missing or unsafe together; no value is repeated."""
    found = [*_of_one(settings), *_of_many(settings)] if is_set_up(settings) else []
    if found:
        raise SettingsRefused("; ".join(found))


def _of_one(settings: Settings) -> list[str]:
    found = []
    if settings.slack_bot_token and not (settings.slack_signing_secret or settings.slack_app_token):
        found.append("SLACK_BOT_TOKEN: needs SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for trying")
    if settings.slack_app_token and not settings.slack_bot_token:
        found.append("SLACK_APP_TOKEN: needs SLACK_BOT_TOKEN")
    if settings.slack_signing_secret and not (settings.slack_bot_token or settings.slack_client_id):
        found.append("SLACK_SIGNING_SECRET: needs SLACK_BOT_TOKEN, or SLACK_CLIENT_ID for many workspaces")
    if settings.slack_bot_token and settings.slack_client_id:
        found.append("SLACK_BOT_TOKEN and SLACK_CLIENT_ID: one workspace by its token or many by OAuth, not both")
    return found


def _of_many(settings: Settings) -> list[str]:
    if not settings.slack_client_id:
        return ["SLACK_CLIENT_SECRET: needs SLACK_CLIENT_ID"] if settings.slack_client_secret else []
    needed = {
        "SLACK_CLIENT_SECRET": settings.slack_client_secret,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
        "RITUALBOT_SECRET_KEY": settings.secret_key,
        "RITUALBOT_PUBLIC_URL": settings.public_url,
        "RITUALBOT_SLACK_WORKSPACES": settings.slack_workspaces,
    }
    return [f"SLACK_CLIENT_ID: needs {name}" for name, value in needed.items() if not value]
