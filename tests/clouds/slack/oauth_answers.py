"""What a code is exchanged for."""

from tests.clouds.slack.world import APP, REQUIRED_SCOPES, Json


def access(asked: Json) -> Json:
    """`team` and `enterprise` are {"id", "name"} or absent; without a team the install is of the whole organisation."""
    team, enterprise = asked.get("team"), asked.get("enterprise")
    return {
        "app_id": APP,
        "authed_user": {"id": asked["user"]},
        "scope": ",".join(asked.get("scopes", REQUIRED_SCOPES)),
        "token_type": "bot",
        "access_token": asked["token"],
        "bot_user_id": asked.get("bot_user", "U0RITUALBOT"),
        "team": team,
        "enterprise": enterprise,
        "is_enterprise_install": team is None,
    }
