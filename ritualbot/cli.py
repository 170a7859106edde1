"""The command line. Every command imports what it needs when it runs, so that `--help` answers at once."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from ritualbot.errors import RitualbotError

app = typer.Typer(
    help="The chatbot that runs an agile marketing team's rituals.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The database's schema.", no_args_is_help=True)
team = typer.Typer(help="A team as code, by the same rules as the form.", no_args_is_help=True)
audit = typer.Typer(help="Who did what and when, without content.", no_args_is_help=True)
export = typer.Typer(help="What happened, as a file for a spreadsheet.", no_args_is_help=True)
calc = typer.Typer(help="A desk's clock and the figures of a test, by the rules of the rituals.", no_args_is_help=True)
desk = typer.Typer(help="A desk's calendar, by the same rules as the form.", no_args_is_help=True)
slack = typer.Typer(help="Slack: what it is told about the app.", no_args_is_help=True)
teams = typer.Typer(help="Microsoft Teams: what it is told about the app.", no_args_is_help=True)
secrets = typer.Typer(help="The keys that encrypt stored tokens.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(team, name="team")
app.add_typer(audit, name="audit")
app.add_typer(export, name="export")
app.add_typer(calc, name="calc")
app.add_typer(desk, name="desk")
app.add_typer(secrets, name="secrets")
app.add_typer(slack, name="slack")
app.add_typer(teams, name="teams")

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def main() -> None:
    """Exit 0 done, 1 refused (one clear line on stderr), 2 wrong usage."""
    try:
        app(prog_name="ritualbot")
    except RitualbotError as refused:
        print(f"ritualbot: {refused}", file=sys.stderr)  # noqa: T201 - the command line's own voice
        sys.exit(1)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the command line's own voice, heard at once through a pipe too


@app.command()
def play(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8010,
    lang: Annotated[str, typer.Option(help="A language with a catalogue, such as fr or en.")] = "fr",
    database: Annotated[Path | None, typer.Option("--db", help="Keep the day in this file.")] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Start with people and no team: set one up.")] = False,
) -> None:
    """The playground: a local chat with a seeded team and a clock you can push forward."""
    from ritualbot.app import process, seed
    from ritualbot.settings import read

    process.play(read(), port, lang, database, _say, seed.seed_people if empty else seed.seed)


@app.command()
def serve() -> None:
    """Web and worker in one process; brings an SQLite database up to date by itself, after a copy."""
    from ritualbot.app.whole_settings import read_whole

    settings = read_whole()  # first, so that a refusal comes at once
    from ritualbot.app import process

    process.serve(settings, _say)


@app.command()
def web() -> None:
    """HTTP only: health, metrics, the platforms' routes."""
    from ritualbot.app.whole_settings import read_whole

    settings = read_whole()  # first, so that a refusal comes at once
    from ritualbot.app import process

    process.web(settings, _say)


@app.command()
def worker() -> None:
    """The loops only: any number of them on PostgreSQL."""
    from ritualbot.app.whole_settings import read_whole

    settings = read_whole()  # first, so that a refusal comes at once
    from ritualbot.app import process

    process.worker(settings, _say)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    online: Annotated[bool, typer.Option("--online", help="Ask the platforms as well.")] = False,
) -> None:
    """Looks at settings, database, schema and the last sign of life, and names the next step."""
    from ritualbot.app import doctor as examine
    from ritualbot.settings import read

    findings = examine.examine_online(read()) if online else examine.examine(read())
    _say(examine.as_json(findings) if as_json else examine.as_text(findings))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@db.command("upgrade")
def db_upgrade() -> None:
    """Brings the schema to the code's; an SQLite file is copied first."""
    from ritualbot.app import database
    from ritualbot.settings import read

    database.upgrade(read(), _say)


@db.command("check")
def db_check() -> None:
    """Compares the schema with the code and verifies the audit chain."""
    from ritualbot.app import database
    from ritualbot.settings import read

    database.check(read(), _say)


_WORKSPACE = Annotated[str, typer.Option(help="PLATFORM, or PLATFORM:ID where there are several.")]


@team.command("apply")
def team_apply(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    workspace: _WORKSPACE = "playground",
) -> None:
    """Makes a team what FILE says; twice changes nothing."""
    from ritualbot.app import teams
    from ritualbot.settings import read

    teams.apply(read(), file, workspace, _say)


@team.command("show")
def team_show(name: str, workspace: _WORKSPACE = "playground") -> None:
    """Prints a team as a file that `team apply` reads."""
    from ritualbot.app import teams
    from ritualbot.settings import read

    teams.show(read(), name, workspace, _say)


@team.command("invite")
def team_invite(workspace: _WORKSPACE = "playground") -> None:
    """Prints a one-time code, valid 72 hours, for someone to set up a team with."""
    from ritualbot.app import teams
    from ritualbot.settings import read

    teams.invite(read(), workspace, _say)


@audit.command("export")
def audit_export(
    out: Annotated[Path | None, typer.Option(dir_okay=False, writable=True, help="Not given: printed.")] = None,
) -> None:
    """Writes the audit log, a JSON object per line, once its chains are found whole."""
    from ritualbot.app import audit as log
    from ritualbot.settings import read

    log.export(read(), out, _say)


@export.command("sprint")
def export_sprint(
    team: str,
    number: Annotated[int, typer.Argument(min=1)],
    out: Annotated[Path, typer.Option(dir_okay=False, writable=True, help="Where to write it: FILE.xlsx.")],
    lang: Annotated[str, typer.Option(help="A language with a catalogue; not given: the team's.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="A FILE.zip with a CSV for each sheet.")] = False,
    sheet: Annotated[str, typer.Option(help="With --csv: this sheet alone, as FILE.csv.")] = "",
    workspace: _WORKSPACE = "playground",
) -> None:
    """Writes a sprint of TEAM: figures of the whole team, nobody's own."""
    if sheet and not as_csv:
        raise typer.BadParameter("--sheet goes with --csv")
    ending = (".csv" if sheet else ".zip") if as_csv else ".xlsx"
    if out.suffix.lower() != ending:
        raise typer.BadParameter(f"--out ends in {ending} here")
    from ritualbot.app import export as files
    from ritualbot.settings import read

    wanted = files.Wanted(team, number, workspace, lang)
    if as_csv:
        files.sprint_csv(read(), wanted, sheet, out, _say)
    else:
        files.sprint_xlsx(read(), wanted, out, _say)


_CALENDAR = Annotated[
    Path, typer.Option("--calendar", exists=True, dir_okay=False, readable=True, help="The desk's week, as FILE.json.")
]
_START = Annotated[str, typer.Option(help="ISO 8601; without an offset it is the desk's wall time.")]
_PAUSES = Annotated[list[str] | None, typer.Option("--pause", help="FROM/TO, or FROM/ while it lasts; repeatable.")]
_AS_JSON = Annotated[bool, typer.Option("--json", help="For programs.")]


@calc.command("due")
def calc_due(
    calendar: _CALENDAR,
    start: _START,
    budget: Annotated[str, typer.Option(help="16h, 2d, 3j, 1j 4h, 90 min, 2 semaines.")],
    pause: _PAUSES = None,
    as_json: _AS_JSON = False,
) -> None:
    """When a budget that began at START is used up, counted in the desk's open time."""
    from ritualbot.app import calc as clock

    (clock.due_json if as_json else clock.due)(calendar, start, budget, pause or (), _say)


@calc.command("elapsed")
def calc_elapsed(
    calendar: _CALENDAR,
    start: _START,
    end: Annotated[str, typer.Option(help="As --start.")],
    pause: _PAUSES = None,
    as_json: _AS_JSON = False,
) -> None:
    """How much of the desk's open time lies between two moments."""
    from ritualbot.app import calc as clock

    (clock.elapsed_json if as_json else clock.elapsed)(calendar, start, end, pause or (), _say)


_ALPHA = Annotated[str, typer.Option(help="How often a difference may be seen where there is none.")]


@calc.command("size")
def calc_size(
    baseline: Annotated[str, typer.Option(help="The share that converts now: 0.05 is 5 %.")],
    target: Annotated[str, typer.Option(help="The share that is to be told from it.")],
    alpha: _ALPHA = "0.05",
    power: Annotated[str, typer.Option(help="How often a real difference is to be seen.")] = "0.8",
    as_json: _AS_JSON = False,
) -> None:
    """How many visitors each version of a test needs."""
    from ritualbot.app import calc_figures as figures

    (figures.size_json if as_json else figures.size)(baseline, target, alpha, power, _say)


@calc.command("test")
def calc_test(
    control: Annotated[str, typer.Option(help="CONVERSIONS/VISITORS, such as 500/10000.")],
    variant: Annotated[str, typer.Option(help="As --control.")],
    alpha: _ALPHA = "0.05",
    planned: Annotated[int | None, typer.Option(min=1, help="Visitors planned per version.")] = None,
    as_json: _AS_JSON = False,
) -> None:
    """What two versions of a test tell: difference, interval, split, and with --planned what holds at any look."""
    from ritualbot.app import calc_figures as figures

    (figures.test_json if as_json else figures.test)(control, variant, alpha, planned, _say)


@desk.command("closures")
def desk_closures(
    name: Annotated[str, typer.Argument(metavar="DESK")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    workspace: _WORKSPACE = "playground",
) -> None:
    """Adds the closed and half days of FILE.csv or FILE.xlsx to DESK's calendar: first day, last day, hours."""
    from ritualbot.app import desk as desks
    from ritualbot.settings import read

    desks.closed(read(), name, file, workspace, _say)


@secrets.command("new-key")
def secrets_new_key() -> None:
    """Prints a fresh key for RITUALBOT_SECRET_KEY."""
    from ritualbot.app import secrets as keys

    keys.new_key(_say)


@secrets.command("rotate")
def secrets_rotate() -> None:
    """Encrypts every stored token with the first key of RITUALBOT_SECRET_KEY, all or none."""
    from ritualbot.app import secrets as keys
    from ritualbot.settings import read

    keys.rotate(read(), _say)


@slack.command("manifest")
def slack_manifest(
    url: Annotated[str, typer.Option(help="The public address of this service: https://…")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="For trying without a public address.")] = False,
) -> None:
    """Prints the app manifest, ready to be pasted at api.slack.com/apps."""
    if socket == bool(url) or (url and not url.startswith("https://")):
        raise typer.BadParameter("give --url https://… or --socket")
    from ritualbot.app.slack_manifest import print_manifest

    print_manifest(url, _say)


@teams.command("package")
def teams_package(
    out: Annotated[Path, typer.Option(dir_okay=False, writable=True, help="Where to write it: FILE.zip.")],
    app_id: Annotated[str, typer.Option(help="The bot's app id; not given: TEAMS_APP_ID.")] = "",
    page: Annotated[
        str, typer.Option(help="Your page about the app, its privacy and terms: https://…")
    ] = "https://ritualbot.example.com",
) -> None:
    """Writes the app package that a Teams admin uploads; the same bytes every time."""
    if app_id and not _GUID.fullmatch(app_id):
        raise typer.BadParameter("--app-id is a GUID, such as 5f0e1d2c-3b4a-4596-8778-695a4b3c2d1e")
    if not page.startswith("https://"):
        raise typer.BadParameter("--page begins with https://")
    from ritualbot.app.teams_manifest import write_package
    from ritualbot.settings import read

    write_package(read(), out, app_id, page, _say)
