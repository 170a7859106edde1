"""What `ritualbot doctor` says of Microsoft Teams: settings, hosts, tenants; with `--online` whether the keys of what
Teams sends can be had."""

import time
from urllib.parse import urlsplit

from ritualbot.app.finding import Finding
from ritualbot.app.teams_chat import registration
from ritualbot.app.teams_settings import check, is_set_up
from ritualbot.errors import SendFailed, SettingsRefused
from ritualbot.platforms.teams.adapter import TeamsAdapter
from ritualbot.platforms.teams.inbound import PATH
from ritualbot.settings import Settings


def of_settings(settings: Settings) -> list[Finding]:
    """Nothing where Teams is not set up."""
    if not is_set_up(settings):
        return []
    try:
        check(settings)
    except SettingsRefused as refused:
        return [Finding("teams settings", False, str(refused), "README.md, Teams in ten minutes")]
    if settings.teams_anonymous:
        return [Finding("teams settings", True, f"unsigned requests are taken on {settings.host}: for local clients")]
    return [Finding("teams settings", True, "complete"), _address(settings), _tenants(settings), _hosts(settings)]


def _address(settings: Settings) -> Finding:
    if settings.public_url:
        return Finding("teams endpoint", True, f"{settings.public_url.rstrip('/')}{PATH}")
    return Finding("teams endpoint", True, f"not told: Teams must reach {PATH} over HTTPS all the same")


def _tenants(settings: Settings) -> Finding:
    return Finding("teams tenants", True, ", ".join(sorted(registration(settings).allowed_tenants)))


def _hosts(settings: Settings) -> Finding:
    """For whoever runs the firewall."""
    several = f"{settings.teams_service_urls},{settings.teams_upload_hosts}"
    addresses = (settings.teams_openid_url, settings.teams_login_url, *several.split(","))
    found = dict.fromkeys(urlsplit(each).hostname or "" for each in addresses)
    return Finding("teams hosts to open", True, f"{', '.join(found)} (443, outgoing)")


async def online(settings: Settings) -> list[Finding]:
    """Asks for the keys."""
    if not settings.teams_app_id or any(not each.ok for each in of_settings(settings)):
        return []
    connector = TeamsAdapter(registration(settings), time.monotonic)
    try:
        await connector.refresh_keys()
    except SendFailed as error:
        step = "check TEAMS_OPENID_URL and HTTPS_PROXY"
        return [Finding("teams keys", False, f"{type(error).__name__}: {error}", step)]
    return [Finding("teams keys", True, "fetched")]
