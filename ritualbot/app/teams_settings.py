"""What Teams needs to be told, before anything of it is loaded."""

import ipaddress
import re

from ritualbot.errors import SettingsRefused
from ritualbot.settings import Settings

_APP_ID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def is_set_up(settings: Settings) -> bool:
    return bool(settings.teams_app_id or settings.teams_app_password or settings.teams_anonymous)


def check(settings: Settings) -> None:
    """Raises SettingsRefused with everything that is missing or unsafe together; no value is repeated."""
    found = [*_of_app(settings), *_of_anonymous(settings)] if is_set_up(settings) else []
    if found:
        raise SettingsRefused("; ".join(found))


def _of_app(settings: Settings) -> list[str]:
    if not settings.teams_app_id:
        return ["TEAMS_APP_PASSWORD: needs TEAMS_APP_ID"] if settings.teams_app_password else []
    needed = {"TEAMS_APP_PASSWORD": settings.teams_app_password, "TEAMS_TENANT_ID": settings.teams_tenant_id}
    found = [f"TEAMS_APP_ID: needs {name}" for name, value in needed.items() if not value]
    if not _APP_ID.fullmatch(settings.teams_app_id.get_secret_value()):
        found.append("TEAMS_APP_ID: is no id of an app registration")
    return found


def _of_anonymous(settings: Settings) -> list[str]:
    """Nobody is asked who they are then: anyone who reaches the port could be anyone."""
    if not settings.teams_anonymous:
        return []
    found = []
    if settings.teams_app_id:
        found.append("RITUALBOT_TEAMS_ANONYMOUS and TEAMS_APP_ID: unsigned requests or signed ones, not both")
    if not _is_loopback(settings.host):
        found.append("RITUALBOT_TEAMS_ANONYMOUS: only while RITUALBOT_HOST is a loopback address, such as 127.0.0.1")
    if not (settings.teams_tenants or settings.teams_tenant_id):
        found.append("RITUALBOT_TEAMS_ANONYMOUS: needs TEAMS_TENANT_ID, the tenant the local client says it is in")
    return found


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
