"""Settings from the environment, read once, frozen, passed down. All bad variables are reported together."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ritualbot.errors import SettingsRefused

_GUID = "[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_ADDRESS = r"^https?://[^/\s]+(/[^\s]*)?$"
PLATFORM_TOKENS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "TEAMS_APP_ID", "TEAMS_APP_PASSWORD")


class Settings(BaseSettings):
    """What an installation is told. Every variable stands in `.env.example`, with the same default."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field(
        "sqlite:///ritualbot.db",
        alias="DATABASE_URL",
        description="Where everything is kept: sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME.",
        pattern=r"^(sqlite:///|postgresql(\+psycopg)?://).+",
    )
    port: int = Field(8010, alias="PORT", ge=1, le=65535, description="The port of the web process.")
    host: str = Field("127.0.0.1", alias="RITUALBOT_HOST", description="The address the web process listens on.")
    log_level: str = Field(
        "INFO",
        alias="RITUALBOT_LOG_LEVEL",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="DEBUG, INFO, WARNING or ERROR. No level ever logs answers, names or tokens.",
    )
    secret_key: SecretStr | None = Field(
        None,
        alias="RITUALBOT_SECRET_KEY",
        description="Encrypts tokens kept in the database, seals what a retro hides (without it there is none), signs "
        "links to files: `ritualbot secrets new-key` prints one. Several, separated by commas, while a key is being "
        "replaced: the first encrypts, all decrypt.",
    )
    public_url: str | None = Field(
        None,
        alias="RITUALBOT_PUBLIC_URL",
        pattern=r"^https://[^/\s]+(/[^\s]*)?$",
        description="The address people and platforms reach this service at. Without it files are uploaded, links are "
        "not offered, and Slack can be installed by its token only.",
    )
    nominative_export: bool = Field(
        False,
        alias="RITUALBOT_NOMINATIVE_EXPORT",
        description="1 lets admins have a closed sprint's participation by person as a file; everyone in it is told, "
        "and it is logged. Ask your works council first: see PRIVACY.md.",
    )
    slack_bot_token: SecretStr | None = Field(
        None,
        alias="SLACK_BOT_TOKEN",
        description="Slack, one workspace: the bot's token (xoxb-…). While it is set, the playground refuses to start.",
    )
    slack_signing_secret: SecretStr | None = Field(
        None,
        alias="SLACK_SIGNING_SECRET",
        description="Slack: proves that a request comes from it. While it is set, the playground refuses to start.",
    )
    slack_app_token: SecretStr | None = Field(
        None,
        alias="SLACK_APP_TOKEN",
        description="Slack without a public address (Socket Mode), for trying: xapp-…. While it is set, the playground "
        "refuses to start.",
    )
    slack_client_id: str | None = Field(
        None, alias="SLACK_CLIENT_ID", description="Slack, many workspaces: the app's id for installing by OAuth."
    )
    slack_client_secret: SecretStr | None = Field(
        None,
        alias="SLACK_CLIENT_SECRET",
        description="Slack, many workspaces: the app's secret for installing by OAuth.",
    )
    slack_api_url: str = Field(
        "https://slack.com/api/",
        alias="SLACK_API_URL",
        pattern=r"^https?://[^\s]+/$",
        description="Where Slack's Web API is, ending with a slash; another one for government clouds and tests.",
    )
    slack_workspaces: str = Field(
        "",
        alias="RITUALBOT_SLACK_WORKSPACES",
        pattern=r"^([TE][A-Z0-9]+(,[TE][A-Z0-9]+)*)?$",
        description="Slack: the workspaces that may install by OAuth, their T… or E… ids separated by commas. "
        "Empty: none.",
    )
    teams_app_id: SecretStr | None = Field(
        None,
        alias="TEAMS_APP_ID",
        description="Microsoft Teams: the id of the bot's app registration. While it is set, the playground refuses to "
        "start.",
    )
    teams_app_password: SecretStr | None = Field(
        None,
        alias="TEAMS_APP_PASSWORD",
        description="Microsoft Teams: a client secret of the app registration. While it is set, the playground refuses "
        "to start.",
    )
    teams_tenant_id: str | None = Field(
        None,
        alias="TEAMS_TENANT_ID",
        pattern=f"^{_GUID}$",
        description="Microsoft Teams: the tenant the app is registered in (SingleTenant).",
    )
    teams_tenants: str = Field(
        "",
        alias="RITUALBOT_TEAMS_TENANTS",
        pattern=f"^({_GUID}(,{_GUID})*)?$",
        description="Microsoft Teams: the tenants that may use the bot, their ids separated by commas. Empty: "
        "TEAMS_TENANT_ID only.",
    )
    teams_anonymous: bool = Field(
        False,
        alias="RITUALBOT_TEAMS_ANONYMOUS",
        description="1 takes unsigned requests at /api/messages, for a local client; only without TEAMS_APP_ID, and "
        "only while RITUALBOT_HOST is a loopback address.",
    )
    teams_openid_url: str = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        alias="TEAMS_OPENID_URL",
        pattern=_ADDRESS,
        description="Where the keys are announced that sign what Teams sends; another one for government clouds and "
        "tests.",
    )
    teams_login_url: str = Field(
        "https://login.microsoftonline.com",
        alias="TEAMS_LOGIN_URL",
        pattern=_ADDRESS,
        description="Where the bot gets its own tokens, without the tenant; another one for government clouds and "
        "tests.",
    )
    teams_service_urls: str = Field(
        "https://smba.trafficmanager.net",
        alias="TEAMS_SERVICE_URLS",
        pattern=r"^https?://[^/\s,]+(,https?://[^/\s,]+)*$",
        description="The addresses messages may be sent to, separated by commas, each a scheme and a host; more for "
        "government clouds and tests.",
    )
    teams_upload_hosts: str = Field(
        "https://*.sharepoint.com",
        alias="TEAMS_UPLOAD_HOSTS",
        pattern=r"^https?://(\*\.)?[a-z0-9.-]+(:[0-9]+)?(,https?://(\*\.)?[a-z0-9.-]+(:[0-9]+)?)*$",
        description="Where people's own files are, separated by commas, a star for all hosts below one; files are put "
        "nowhere else.",
    )

    @field_validator("database_url")
    @classmethod
    def _has_a_port_if_any(cls, url: str) -> str:
        # In `postgresql://name:password` the password stands where a port would; what parses it would quote it.
        try:
            _ = urlsplit(url).port
        except ValueError:
            raise ValueError("no such address, its port is not a number") from None
        return url

    def platform_tokens(self) -> list[str]:
        """The names of the real platforms' variables that are set. The playground refuses to start next to one."""
        return [name for name in PLATFORM_TOKENS if getattr(self, name.lower())]


def read() -> Settings:
    """Raises SettingsRefused with one line per bad variable; no value is ever repeated, it may be a secret."""
    try:
        return Settings()  # type: ignore[call-arg]  # aliases are filled from the environment
    except ValidationError as error:
        lines = [f"{problem['loc'][0]}: {problem['msg']}" for problem in error.errors(include_input=False)]
        raise SettingsRefused("; ".join(lines)) from None
