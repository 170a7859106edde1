"""The settings of an installation, refused before anything that takes its time is loaded."""

from ritualbot.app import slack_settings, teams_settings
from ritualbot.settings import Settings, read


def read_whole() -> Settings:
    """Raises SettingsRefused with what is wrong, missing or unsafe; no value is repeated."""
    settings = read()
    slack_settings.check(settings)
    teams_settings.check(settings)
    return settings
