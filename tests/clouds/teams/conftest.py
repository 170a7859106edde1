from tests.clouds.teams.fixtures import fake_teams, verger

__all__ = ["fake_teams", "verger"]
