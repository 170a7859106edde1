from tests.clouds.slack.fixtures import fake_slack, printemps

__all__ = ["fake_slack", "printemps"]
