from tests.clouds.slack.fixtures import fake_slack, printemps
from tests.clouds.teams.fixtures import fake_teams, verger

__all__ = ["fake_slack", "fake_teams", "printemps", "verger"]
