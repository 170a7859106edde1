"""The command line as people run it, in a process of its own where that matters. Exit 0 done, 1 refused,
2 wrong usage."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import typer
from openpyxl import Workbook
from sqlmodel import select

from ritualbot.cli import app, main
from ritualbot.clock import WallClock
from ritualbot.rituals.desk import DeskKind
from ritualbot.store import alarms, desk_hours, request as requests, schema
from ritualbot.store.audit import Audit
from ritualbot.store.desk import Desk
from ritualbot.store.desk_move import MOVE
from ritualbot.store.engine import begin, connect
from ritualbot.store.request import Request
from ritualbot.store.team import Person, Team
from tests.desks import build_desk
from tests.reports.hostile import opened
from tests.reports.sprint_story import build_sprint

SCRIPT = Path(sys.executable).with_name("ritualbot")
TEAM_FILE = Path(__file__).parent.parent / "ritualbot" / "app" / "printemps.toml"

# Every command there is, and all of them work. A new one is added here with its test.
COMMANDS = {
    *("play", "serve", "web", "worker", "doctor"),
    *("db upgrade", "db check"),
    *("team apply", "team show", "team invite"),
    "audit export",
    "export sprint",
    *("calc due", "calc elapsed", "calc size", "calc test"),
    "desk closures",
    *("secrets new-key", "secrets rotate"),
    "slack manifest",
    "teams package",
}
GROUPS = {"", "db", "team", "audit", "export", "calc", "desk", "secrets", "slack", "teams"}


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from walk(each, (*path, name))


CLI = {" ".join(path): command for path, command in walk(typer.main.get_command(app))}

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


# These change how the process itself logs and ends: they get one of their own.
LASTING = ("play", "serve", "web", "worker")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`ritualbot …` in an empty folder, with an SQLite file of its own and no other setting."""
    return partial(_run, tmp_path, here)


@pytest.fixture
def run_apart(tmp_path: Path) -> Run:
    """The same, always in a process of its own."""
    return partial(_run, tmp_path, apart)


def _run(folder: Path, way: Callable[..., Done], *args: str, **env: str) -> Done:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
    given = {"DATABASE_URL": f"sqlite:///{folder / 'test.db'}", **kept, **env}
    return (apart if args and args[0] in LASTING else way)(args, folder, given)


def apart(args: Sequence[str], folder: Path, env: Mapping[str, str]) -> Done:
    """As a shell runs it."""
    command = [str(SCRIPT), *args]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)


def here(args: Sequence[str], folder: Path, env: Mapping[str, str]) -> Done:
    """The same without a new interpreter, which takes most of the time: `main` is all that the script calls."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in os.environ.keys() - env.keys():
            patch.delenv(name)
        for name, value in env.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["ritualbot", *args])
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return subprocess.CompletedProcess(args, code, out.getvalue(), err.getvalue())


@pytest.fixture
def migrated(sqlite_template: Path, tmp_path: Path) -> None:
    """The database of `run`, as `db upgrade` leaves it."""
    shutil.copy(sqlite_template, tmp_path / "test.db")


def assert_refused(done: Done, *said: str) -> None:
    """Exit 1 and one clear line on stderr."""
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("ritualbot: ")
    for each in said:
        assert each in line


# -- help ----------------------------------------------------------------------------------------------------------


def test_these_are_all_the_commands() -> None:
    assert CLI.keys() == COMMANDS | GROUPS
    assert {path for path, command in CLI.items() if hasattr(command, "commands")} == GROUPS


def test_help_lists_every_command_with_what_it_does(run: Run) -> None:
    done = run("--help", COLUMNS="200")
    assert done.returncode == 0 and done.stderr == ""
    for path in (COMMANDS | GROUPS) - {""}:
        if " " not in path:
            assert f" {path} " in done.stdout
    for path in sorted(GROUPS - {""}):
        done = run(path, "--help", COLUMNS="200")
        assert done.returncode == 0
        for each in COMMANDS:
            if each.startswith(f"{path} "):
                assert f" {each.split()[1]} " in done.stdout


@pytest.mark.parametrize("path", sorted(COMMANDS | GROUPS))
def test_every_command_says_what_it_does(path: str) -> None:
    assert CLI[path].help, path


HEAVY = (
    "aiohttp",
    "sqlalchemy",
    "sqlmodel",
    "alembic",
    "babel",
    "jinja2",
    "openpyxl",
    "apscheduler",
    "holidays",
    "psycopg",
    "slack_bolt",
    "slack_sdk",
    "cryptography",
)
HELP_IN_A_CHILD = f"""
import sys
from ritualbot import cli
for path in {sorted(COMMANDS | GROUPS)!r}:
    sys.argv = ["ritualbot", *path.split(), "--help"]
    try:
        cli.main()
    except SystemExit as ended:
        assert ended.code == 0, path
print("HEAVY", sorted(set({HEAVY!r}) & set(sys.modules)))
"""


def test_help_imports_nothing_heavy() -> None:
    """It answers at once because it loads nothing; no stopwatch is needed to see that."""
    done = subprocess.run([sys.executable, "-c", HELP_IN_A_CHILD], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "HEAVY []"


# -- wrong usage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "db nonsense",
        "play --port many",
        "play --port 70000",
        "play --port -1",
        "play extra",
        "doctor --xml",
        "team apply",
        "team apply no-such-file.toml",
        "team apply .",
        "team show",
        "audit export --out .",
        "export sprint Printemps",
        "export sprint Printemps 12",
        "export sprint Printemps 0 --out s.xlsx",
        "export sprint Printemps 12 --out s.pdf",
        "export sprint Printemps 12 --out s.xlsx --csv",
        "export sprint Printemps 12 --out s.xlsx --sheet plan",
        "export sprint Printemps 12 --out s.zip --csv --sheet plan",
        "slack manifest",
        "slack manifest --url http://example.com",
        "slack manifest --url https://example.com --socket",
        "teams package",
        "teams package --out .",
        "teams package --out app.zip --app-id ritualbot",
        "teams package --out app.zip --page http://example.com",
    ],
)
def test_wrong_usage_is_2(run: Run, line: str) -> None:
    done = run(*line.split())
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    assert "Traceback" not in done.stderr and "Usage: ritualbot" in done.stderr


# -- refused -------------------------------------------------------------------------------------------------------


def test_the_playground_refuses_to_start_next_to_a_real_token(run: Run, tmp_path: Path) -> None:
    done = run("play", "--port", "0", SLACK_BOT_TOKEN="xoxb-canary", TEAMS_APP_ID="canary")
    assert_refused(done, "SLACK_BOT_TOKEN, TEAMS_APP_ID", "unset")
    assert "canary" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_playground_speaks_two_languages(run: Run) -> None:
    assert_refused(run("play", "--lang", "xx"), "--lang", "fr or en")


@pytest.mark.parametrize("path", ["play", "serve", "doctor", "db upgrade"])
def test_bad_settings_are_told_together_without_their_values(run: Run, path: str) -> None:
    done = run(*path.split(), DATABASE_URL="mysql://bot:canary@db/x", PORT="canary")
    assert_refused(done, "DATABASE_URL: ", "PORT: ")
    assert "canary" not in done.stderr


OUTDATED = (
    *("web", "worker", "db check", "audit export", "team show Lavande", "team invite"),
    f"team apply {TEAM_FILE}",
)


@pytest.mark.parametrize("line", OUTDATED)
def test_an_older_schema_is_refused_with_the_command_that_helps(run: Run, tmp_path: Path, line: str) -> None:
    (tmp_path / "test.db").touch()
    assert_refused(run(*line.split()), "the database is at nothing", "ritualbot db upgrade")


LOOKING = ("db check", "audit export", "team show Lavande", f"team apply {TEAM_FILE}", "doctor")


@pytest.mark.parametrize("line", [*LOOKING, "export sprint Lavande 1 --out s.xlsx"])
def test_looking_for_a_database_makes_none(run: Run, tmp_path: Path, line: str) -> None:
    done = run(*line.split())
    assert done.returncode == 1
    assert "ritualbot db upgrade" in done.stdout + done.stderr
    assert not (tmp_path / "test.db").exists()


NOWHERE = {"PostgreSQL": "postgresql://bot:canary@127.0.0.1:1/x", "SQLite": "sqlite:////no/such/folder/x.db"}


@pytest.mark.parametrize("url", NOWHERE.values(), ids=NOWHERE)
@pytest.mark.parametrize(
    "line",
    ["serve", "web", "worker", "db upgrade", "db check", "audit export", "team show x", "team invite"],
)
def test_a_database_that_does_not_answer_is_one_clear_line(run: Run, line: str, url: str) -> None:
    done = run(*line.split(), DATABASE_URL=url)
    assert_refused(done, "the database does not answer", "DATABASE_URL")
    assert "canary" not in done.stderr


# -- done ----------------------------------------------------------------------------------------------------------


def found_by_doctor(done: Done) -> dict[str, dict[str, object]]:
    return {each["what"]: each for each in json.loads(done.stdout)}


def test_from_an_empty_folder_to_a_healthy_database(run: Run, tmp_path: Path) -> None:
    """The doctor names the one next step, and following it step by step gets there."""
    first = run("doctor", "--json")
    assert first.returncode == 1
    assert found_by_doctor(first)["database"]["next"] == "ritualbot db upgrade"
    upgraded = run("db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    assert "from nothing to" in upgraded.stdout
    again = run("db", "upgrade")
    assert again.returncode == 0 and "up to date" in again.stdout
    assert run("db", "check").stdout == "schema and audit chains are whole\n"
    found = found_by_doctor(run("doctor", "--json"))
    assert [what for what, each in found.items() if each["ok"]] == ["settings", "database", "schema"]
    assert found["worker"]["found"] == "never seen" and "ritualbot serve" in str(found["worker"]["next"])
    assert found["teams"]["next"] == "ritualbot team apply FILE.toml"
    assert run("team", "apply", str(TEAM_FILE)).returncode == 0
    assert found_by_doctor(run("doctor", "--json"))["teams"] == {
        "what": "teams",
        "ok": True,
        "found": "1",
        "next": "",
    }
    text = run("doctor")
    assert text.returncode == 1
    assert [line[:3] for line in text.stdout.splitlines()] == ["ok ", "ok ", "ok ", "no ", "ok ", "no ", "nex"]


@pytest.mark.usefixtures("migrated")
def test_the_doctor_says_what_cannot_be_done_without_a_key(run: Run) -> None:
    missing = found_by_doctor(run("doctor", "--json"))["secret key"]
    assert not missing["ok"] and "retro" in str(missing["found"]) and "secrets new-key" in str(missing["next"])


@pytest.mark.usefixtures("migrated")
def test_a_schema_newer_than_the_code_is_left_alone(run: Run, tmp_path: Path) -> None:
    """An old release next to a new one: web and worker accept it, and there is nothing to upgrade."""
    engine = connect(f"sqlite:///{tmp_path / 'test.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    assert_refused(run("db", "upgrade"), "9999", schema.head())


@pytest.mark.usefixtures("migrated")
def test_a_team_applied_twice_changes_nothing(run: Run) -> None:
    first = run("team", "apply", str(TEAM_FILE))
    assert first.returncode == 0, first.stderr
    assert "Printemps: " in first.stdout and "nothing to change" not in first.stdout
    second = run("team", "apply", str(TEAM_FILE))
    assert second.returncode == 0 and "Printemps: nothing to change" in second.stdout


@pytest.mark.usefixtures("migrated")
def test_a_team_shown_is_a_file_that_applies_without_a_change(run: Run, tmp_path: Path) -> None:
    run("team", "apply", str(TEAM_FILE))
    shown = run("team", "show", "printemps")
    assert shown.returncode == 0
    (tmp_path / "again.toml").write_text(shown.stdout, encoding="utf-8")
    assert "nothing to change" in run("team", "apply", "again.toml").stdout
    assert run("team", "show", "PRINTEMPS").stdout == shown.stdout


@pytest.mark.usefixtures("migrated")
def test_what_is_not_there_is_refused(run: Run) -> None:
    run("team", "apply", str(TEAM_FILE))
    assert_refused(run("team", "show", "Lavande"), "Lavande")
    assert_refused(run("team", "show", "Printemps", "--workspace", "slack"), "slack", "playground:playground")
    assert_refused(run("team", "apply", str(TEAM_FILE), "--workspace", "slack:T1"), "slack:T1", "0 found")


BAD_FILES = {
    "no TOML": (b"name = ", "not TOML"),
    "no UTF-8": ('name = "Été"'.encode("latin-1"), "UTF-8"),
    "nothing": (b"", "name: "),
    "wrong values": (b'name = "x"\ntz = "Europe/paris"\nlanguage = "xx"\nchannel = "c"\nregion = "FR"', "Europe/Paris"),
}


@pytest.mark.parametrize(
    ("content", "said"),
    BAD_FILES.values(),
    ids=BAD_FILES,
)
@pytest.mark.usefixtures("migrated")
def test_a_bad_team_file_is_one_line_with_every_problem(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bad.toml").write_bytes(content)
    assert_refused(run("team", "apply", "bad.toml"), said)
    assert "none" in run("doctor").stdout


# -- a desk's calendar ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("migrated")
def test_closures_join_a_desks_calendar_and_its_open_requests_follow(run: Run, tmp_path: Path) -> None:
    """E3, E7: from a .csv and an .xlsx, one version each; the same again changes nothing; nothing of a bad file."""
    run("team", "apply", str(TEAM_FILE))
    engine, now = connect(f"sqlite:///{tmp_path / 'test.db'}"), WallClock().now()
    with begin(engine) as session:
        desk = build_desk(session, now, DeskKind.IT, "DSI")
        team, person = session.exec(select(Team)).first(), session.exec(select(Person)).first()
        assert team is not None and person is not None
        row = Request(
            team_id=team.id or 0,
            number=0,
            desk_id=desk.id or 0,
            type="tag",
            title="Tag",
            requester_id=person.id or 0,
            filed_at=now,
            calendar_version=1,
        )
        requests.file(session, row, {"acknowledge": "3600", "decide": "36000"}, "direct")
    far, past = now.date() + timedelta(days=30), now.date() - timedelta(days=30)
    lines = ("Du;Au;Horaires", f"{far};{far + timedelta(days=2)};", f"{past};;")
    (tmp_path / "f.csv").write_text("\n".join(lines), encoding="utf-8")
    done = run("desk", "closures", "dsi", "f.csv")
    assert done.stdout == "DSI: 4 days read, 1 of them past and left out; calendar version 2\n", done.stderr
    book = Workbook()
    book.active.append([far + timedelta(days=9), None, "09:00-10:00"])  # type: ignore[union-attr]
    book.save(tmp_path / "f.xlsx")
    assert run("desk", "closures", "DSI", "f.xlsx").stdout == "DSI: 1 day read; calendar version 3\n"
    assert run("desk", "closures", "DSI", "f.xlsx").stdout == "DSI: 1 day read; nothing to change\n"
    (tmp_path / "bad.csv").write_text(f"{far}\n31/02/2027\n", encoding="utf-8")
    assert_refused(run("desk", "closures", "DSI", "bad.csv"), "bad.csv", "Line 2")
    assert_refused(run("desk", "closures", "Achats", "f.csv"), "Achats", "DSI")
    with begin(engine) as session:
        calendar = desk_hours.calendar(session, session.exec(select(Desk)).one())
        assert [calendar.overrides.get(far + timedelta(days=n)) for n in (0, 2, 9)] == [(), (), ((540, 600),)]
        assert [alarm.kind for alarm in alarms.upcoming(session, (MOVE,))] == [MOVE]
        assert [row.action for row in session.exec(select(Audit)) if row.action == "desk.hours"] == ["desk.hours"] * 2
    engine.dispose()


# -- the audit log -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("migrated")
def test_the_audit_log_is_exported_line_by_line(run: Run, tmp_path: Path) -> None:
    """G6: printed, or into a file; the same lines, each with what its place in the chain rests on."""
    assert run("audit", "export").stdout == ""
    run("team", "apply", str(TEAM_FILE))
    printed = run("audit", "export")
    assert printed.returncode == 0, printed.stderr
    (line,) = [json.loads(each) for each in printed.stdout.splitlines()]
    assert (line["number"], line["actor"], line["action"]) == (1, "command line", "team.created")
    assert line["previous"] == "" and len(line["hash"]) == 64 and line["at"].endswith(("Z", "+00:00"))
    written = run("audit", "export", "--out", "audit.jsonl")
    assert written.stdout == "1 rows written to audit.jsonl\n"
    assert (tmp_path / "audit.jsonl").read_text(encoding="utf-8") == printed.stdout
    assert_refused(run("audit", "export", "--out", "no/such/folder.jsonl"), "cannot be written")


@pytest.mark.usefixtures("migrated")
def test_a_broken_audit_chain_is_neither_exported_nor_well(run: Run, tmp_path: Path) -> None:
    """G6: what was tampered with is no evidence; the first row that does not fit is named."""
    run("team", "apply", str(TEAM_FILE))
    engine = connect(f"sqlite:///{tmp_path / 'test.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET actor = 'mallory'")
    engine.dispose()
    for command in (("audit", "export"), ("audit", "export", "--out", "audit.jsonl"), ("db", "check")):
        assert_refused(run(*command), "the audit chain of tenant 1 breaks at row 1")
    assert not (tmp_path / "audit.jsonl").exists()


def test_an_invitation_is_a_code_of_which_only_the_hash_is_kept(run_apart: Run, migrated: None, tmp_path: Path) -> None:
    assert_refused(run_apart("team", "invite"), "--workspace playground", "none yet")
    assert run_apart("team", "apply", str(TEAM_FILE)).returncode == 0
    done = run_apart("team", "invite", "--workspace", "playground")
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    code = first.removeprefix("/ritual setup ")
    assert len(code) == 40 and "72 hours" in second
    with connect(f"sqlite:///{tmp_path / 'test.db'}").connect() as connection:
        kept = connection.execute(sa.text("SELECT digest FROM setup_code")).scalar_one()
        logged = connection.execute(sa.text("SELECT actor FROM audit WHERE action = 'setup.code_issued'")).scalar_one()
    assert kept == hashlib.sha256(code.encode()).hexdigest()
    assert logged == "command line"
    assert run_apart("db", "check").returncode == 0


# -- a desk's clock ------------------------------------------------------------------------------------------------

LUNCH = [["09:00", "12:30"], ["13:30", "17:30"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), LUNCH)
CALENDAR = {"tz": "Europe/Paris", "week": WEEK, "overrides": {"2026-12-24": [["09:00", "12:00"]], "2026-12-25": []}}
TUESDAY = ("--calendar", "desk.json", "--start", "2026-11-24T15:00:00+01:00")


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    (tmp_path / "desk.json").write_text(json.dumps(CALENDAR), encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("calendar")
@pytest.mark.parametrize(
    ("budget", "found"),
    [
        ("2j", "2026-11-26T15:00:00+01:00"),  # section I
        ("16h", "2026-11-26T16:00:00+01:00"),
        ("1,5j", "2026-11-26T10:15:00+01:00"),
        ("90 min", "2026-11-24T16:30:00+01:00"),
    ],
)
def test_a_due_time_is_worked_out(run: Run, budget: str, found: str) -> None:
    assert run("calc", "due", *TUESDAY, "--budget", budget).stdout == f"{found}\n"
    done = run("calc", "due", *TUESDAY, "--budget", budget, "--json")
    assert done.returncode == 0 and json.loads(done.stdout) == {"due": found}


@pytest.mark.usefixtures("calendar")
def test_a_due_time_waits_for_the_pauses(run: Run) -> None:
    # Tue 15:00-16:00 1:00, paused to Wed 10:00, 10:00-11:00 1:00, paused to 11:30, 11:30-12:30 1:00, Wed 13:30 1:00
    pauses = ("--pause", "2026-11-24T15:00Z/2026-11-25T10:00", "--pause", "2026-11-25T11:00/2026-11-25T11:30")
    assert run("calc", "due", *TUESDAY, "--budget", "4h", *pauses).stdout == "2026-11-25T14:30:00+01:00\n"
    lasting = ("calc", "due", *TUESDAY, "--budget", "4h", "--pause", "2026-11-25T09:00/")
    assert json.loads(run(*lasting, "--json").stdout) == {"due": None}
    assert run(*lasting).stdout == "not due: a pause is open\n" and run(*lasting).returncode == 0


@pytest.mark.usefixtures("calendar")
def test_what_has_elapsed_is_told_in_business_seconds(run: Run) -> None:
    # Tue 2:30, Wed 7:30, Thu 09:00-12:30 3:30, 13:30-16:00 2:30: 16 h; the pause takes an hour.
    line = ("calc", "elapsed", *TUESDAY, "--end", "2026-11-26T16:00")
    assert json.loads(run(*line, "--json").stdout) == {"seconds": 57_600}
    assert run(*line).stdout == "57600 s (16 h 00 min 00 s of business time)\n"
    paused = run(*line, "--pause", "2026-11-25T12:00/2026-11-25T14:00", "--pause", "2026-11-25T13:30/2026-11-25T14:00")
    assert paused.stdout.startswith("54000 s ")


REFUSED = {
    ("--budget", "3x"): "3d, 16h",
    ("--budget", "0h"): "One minute at least",
    ("--budget", "-2h"): "never negative",
    ("--budget", "16"): "unit is missing",
    ("--budget", "91d"): "90 business days",
    ("--start", "yesterday"): "ISO 8601",
    ("--start", "2026-02-31T09:00"): "ISO 8601",
    ("--start", "9999-12-31T23:59"): "from 1990 to 2199",
    ("--pause", "2026-11-25T09:00"): "FROM/TO",
    ("--pause", "/2026-11-25T09:00"): "ISO 8601",
    ("--pause", "2026-11-25T09:00/2026-11-24T09:00"): "ends before it begins",
}


@pytest.mark.usefixtures("calendar")
@pytest.mark.parametrize(("option", "said"), REFUSED.items(), ids=" ".join)
def test_a_clock_that_cannot_run_is_refused_in_one_line(run: Run, option: tuple[str, str], said: str) -> None:
    assert_refused(run("calc", "due", *TUESDAY, "--budget", "4h", *option), option[0], said)


@pytest.mark.usefixtures("calendar")
def test_an_end_before_the_start_is_refused(run: Run) -> None:
    assert_refused(run("calc", "elapsed", *TUESDAY, "--end", "2026-11-23T09:00"), "--end is before --start")


BAD_CALENDARS = {
    "no JSON": ('{"tz": ', "not JSON"),
    "nested without end": ("[" * 100_000, "not JSON"),
    "no object": ("[]", "not a JSON object"),
    "a zone there is not": ('{"tz": "Europe/paris", "week": {}}', "Europe/Paris"),
    "never open": ('{"tz": "Europe/Paris", "week": {}}', "does not open long enough"),
}


@pytest.mark.parametrize(("content", "said"), BAD_CALENDARS.values(), ids=BAD_CALENDARS)
def test_a_calendar_that_cannot_be_used_is_refused_in_one_line(
    run: Run, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "desk.json").write_text(content, encoding="utf-8")
    assert_refused(run("calc", "due", *TUESDAY, "--budget", "4h"), "desk.json", said)


@pytest.mark.usefixtures("calendar")
def test_a_clock_needs_its_calendar_its_start_and_its_budget(run: Run) -> None:
    assert run("calc", "due", *TUESDAY).returncode == 2
    assert run("calc", "due", "--calendar", "none.json", *TUESDAY[2:], "--budget", "4h").returncode == 2


# -- slack and secrets ---------------------------------------------------------------------------------------------


@pytest.fixture
def sprinted(migrated: None, tmp_path: Path) -> None:
    """The database of `run`, with a team that has had a sprint."""
    engine = connect(f"sqlite:///{tmp_path / 'test.db'}")
    with begin(engine) as session:
        build_sprint(session)
    engine.dispose()


@pytest.mark.usefixtures("sprinted")
def test_a_sprint_is_exported_as_xlsx_in_the_teams_language_or_another(run: Run, tmp_path: Path) -> None:
    """F2."""
    line = ("export", "sprint", "printemps", "12", "--workspace", "direct", "--out")
    done = run(*line, "s.xlsx")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{(tmp_path / 's.xlsx').stat().st_size} bytes written to s.xlsx\n"
    assert opened((tmp_path / "s.xlsx").read_bytes()).sheetnames[0] == "Résumé"
    assert run(*line, "s.xlsx", "--lang", "en").returncode == 0
    assert opened((tmp_path / "s.xlsx").read_bytes()).sheetnames[0] == "Summary"


@pytest.mark.usefixtures("sprinted")
def test_a_sprint_is_exported_as_csv_whole_or_one_sheet(run: Run, tmp_path: Path) -> None:
    line = ("export", "sprint", "Printemps", "12", "--workspace", "direct", "--csv", "--out")
    assert run(*line, "s.zip").returncode == 0
    assert run(*line, "s.csv", "--sheet", "plan").returncode == 0
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        assert archive.read("plan.csv") == (tmp_path / "s.csv").read_bytes()
    assert_refused(run(*line, "s.csv", "--sheet", "Plan"), "'Plan'", "summary, plan, standup")


@pytest.mark.usefixtures("sprinted")
def test_a_sprint_there_is_not_is_refused(run: Run, tmp_path: Path) -> None:
    def export(*args: str, out: str = "s.xlsx") -> Done:
        return run("export", "sprint", *args, "--workspace", "direct", "--out", out)

    assert_refused(export("Lavande", "12"), "no team 'Lavande'")
    assert_refused(export("Printemps", "13"), "Printemps has no sprint 13", "there are: 12")
    assert_refused(export("Printemps", "12", "--lang", "xx"), "--lang", "fr or en")
    assert_refused(export("Printemps", "12", out="no/such/folder/s.xlsx"), "cannot be written", "No such file")
    assert list(tmp_path.glob("*.xlsx")) == []


def test_the_manifest_is_printed_ready_to_paste(run: Run) -> None:
    printed = run("slack", "manifest", "--url", "https://bot.example.com/")
    assert printed.returncode == 0 and printed.stderr == ""
    assert "https://bot.example.com/slack/events" in printed.stdout
    socket = run("slack", "manifest", "--socket")
    assert "socket_mode_enabled: true" in socket.stdout and "https://" not in socket.stdout


def test_the_package_for_teams_is_the_same_every_time(run: Run, tmp_path: Path) -> None:
    named = "5F0E1D2C-3b4a-4596-8778-695a4b3c2d1e"
    assert_refused(run("teams", "package", "--out", "app.zip"), "--app-id", "TEAMS_APP_ID")
    first = run("teams", "package", "--out", "app.zip", "--app-id", named)
    assert first.returncode == 0 and "app.zip is ready" in first.stdout, first.stderr
    made = (tmp_path / "app.zip").read_bytes()
    assert run("teams", "package", "--out", "again.zip", TEAMS_APP_ID=named).returncode == 0
    assert (tmp_path / "again.zip").read_bytes() == made
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        told = json.loads(package.read("manifest.json"))
    assert told["id"] == told["bots"][0]["botId"] == named.lower()
    assert_refused(run("teams", "package", "--out", "no/such/app.zip", "--app-id", named), "cannot be written")


def test_a_new_key_is_printed_and_taken(run: Run) -> None:
    key = run("secrets", "new-key").stdout.strip()
    assert len(key) == 44
    assert_refused(run("secrets", "rotate"), "RITUALBOT_SECRET_KEY is not set")
    assert_refused(run("secrets", "rotate", RITUALBOT_SECRET_KEY="canary"), "RITUALBOT_SECRET_KEY: not a key")
    assert run("db", "upgrade").returncode == 0
    assert run("secrets", "rotate", RITUALBOT_SECRET_KEY=key).stdout.startswith("0 tokens")


# -- the figures of a test -----------------------------------------------------------------------------------------


def test_the_size_of_a_test(run: Run) -> None:
    """D5."""
    line = ("calc", "size", "--baseline", "0.05", "--target", "0.055")
    assert run(*line).stdout == "31234 visitors per version, 62468 for two\n"
    more = json.loads(run(*line, "--alpha", "0.01", "--power", "0.9", "--json").stdout)
    assert more.pop("per_arm") > 31_234
    assert more == {"baseline": 0.05, "target": 0.055, "alpha": 0.01, "power": 0.9}


def test_what_a_test_tells(run: Run) -> None:
    """D7, and that no size was planned."""
    line = ("calc", "test", "--control", "500/10000", "--variant", "580/10000")
    found = json.loads(run(*line, "--json").stdout)
    assert {key: round(found[key], 4) for key in ("diff", "lift", "z", "p", "srm_p")} == {
        "diff": 0.008,
        "lift": 0.16,
        "z": 2.5028,
        "p": 0.0123,
        "srm_p": 1.0,
    }
    assert [round(each, 4) for each in found["ci"]] == [0.0017, 0.0143]
    assert found["always_valid"] is None and 0.99 < found["chance_to_win"] < 1
    early = json.loads(run(*line, "--planned", "31234", "--json").stdout)["always_valid"]
    assert early["p"] > found["p"] and early["ci"][0] < found["ci"][0] < found["ci"][1] < early["ci"][1]
    assert run(*line).stdout.startswith("diff: 0.008")


def test_without_a_conversion_there_is_no_lift_and_a_small_table_has_no_z(run: Run) -> None:
    found = json.loads(run("calc", "test", "--control", "0/10", "--variant", "3/12", "--json").stdout)
    assert (found["lift"], found["z"], round(found["p"], 4)) == (None, None, 0.2208)


@pytest.mark.parametrize(
    ("line", "option", "said"),
    [
        (("test", "--control", "11/10", "--variant", "1/10"), "--control", "more conversions than visitors"),
        (("test", "--control", "1/0", "--variant", "1/10"), "--control", "nobody came"),
        (("test", "--control", "1/10", "--variant", "١/10"), "--variant", "such as 500/10000"),
        (("test", "--control", "1/10", "--variant", ""), "--variant", "such as 500/10000"),
        (("size", "--baseline", "nan", "--target", "0.1"), "--baseline", "between 0 and 1"),
        (("size", "--baseline", "1e-2", "--target", "0.1"), "--baseline", "between 0 and 1"),
        (("size", "--baseline", "5", "--target", "0.1"), "--baseline", "between 0 and 1"),
        (("size", "--baseline", "0.1", "--target", "0.10"), "--target", "nothing changes"),
        (("size", "--baseline", "0.1", "--target", "0.2", "--alpha", "0"), "--alpha", "above 0 and below 1"),
    ],
)
def test_figures_that_no_test_has_are_refused_in_one_line(
    run: Run, line: tuple[str, ...], option: str, said: str
) -> None:
    assert_refused(run("calc", *line), option, said)
