"""The migrations lead to the models and back; every CHECK refuses what it should."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import AutoString

from ritualbot.errors import SchemaTooOld
from ritualbot.store import schema
from ritualbot.store.engine import UtcDateTime

CHECKS = {
    f"{table.name}.{check.name}": (table, check)
    for table in schema.METADATA.sorted_tables
    for check in table.constraints
    if isinstance(check, sa.CheckConstraint) and "'" in str(check.sqltext)
}


def reflected(engine: sa.Engine) -> dict[str, object]:
    """All that the database itself knows of every table."""
    inspector = sa.inspect(engine)
    parts = {
        "primary key": inspector.get_pk_constraint,
        "indexes": inspector.get_indexes,
        "uniques": inspector.get_unique_constraints,
        "foreign keys": inspector.get_foreign_keys,
        "checks": inspector.get_check_constraints,
    }
    found: dict[str, object] = {}
    for table in sorted({*inspector.get_table_names()} - {"alembic_version"}):
        columns = inspector.get_columns(table)
        found[f"{table} columns"] = {each["name"]: (str(each["type"]), each["nullable"]) for each in columns}
        found |= {f"{table} {part}": sorted(map(str, _listed(read(table)))) for part, read in parts.items()}
    return found


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def test_upgraded_from_empty_it_is_what_the_models_say(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.METADATA) == []


def test_down_to_nothing_and_up_again(engine: sa.Engine) -> None:
    upgraded = reflected(engine)
    schema.downgrade(engine, "base")
    assert {*sa.inspect(engine).get_table_names()} <= {"alembic_version"}
    assert schema.current(engine) is None
    schema.upgrade(engine)
    assert reflected(engine) == upgraded
    assert schema.current(engine) == schema.head()


def test_a_table_others_refer_to_is_rebuilt_with_its_rows(engine: sa.Engine) -> None:
    """Stand-ups keep their questions through the step that lets a team have several, and back."""
    schema.downgrade(engine, "0003")
    with engine.execution_options(writes=True).begin() as connection:
        for statement in (
            "INSERT INTO tenant (id, name, created_at) VALUES (1, 'x', '2027-03-02 08:00:00')",
            (
                "INSERT INTO team (id, ref, tenant_id, name, name_key, tz, language, region, created_at)"
                " VALUES (1, 'x', 1, 'x', 'x', 'Europe/Paris', 'fr', 'FR', '2027-03-02 08:00:00')"
            ),
            (
                "INSERT INTO standup (id, ref, team_id, at, window_seconds, summary_at, reminder_seconds, days,"
                ' "grouping", mentions)'
                " VALUES (1, 's', 1, '09:30:00', 7200, '11:30:00', 4500, '0,1', 'person', false)"
            ),
            (
                "INSERT INTO standup_question (id, standup_id, position, key, kind, text, required)"
                " VALUES (1, 1, 0, 'today', 'text', '', true)"
            ),
        ):
            connection.exec_driver_sql(statement)
    asked = "SELECT s.days, q.key, q.kind FROM standup s JOIN standup_question q ON q.standup_id = s.id"
    for step, to in ((schema.upgrade, "0004"), (schema.downgrade, "0003"), (schema.upgrade, "head")):
        step(engine, to)
        with engine.connect() as connection:
            assert connection.exec_driver_sql(asked).one() == ("0,1", "today", "text")
    with engine.connect() as connection:
        new = "SELECT s.name, s.every_weeks, q.options, q.low, q.high FROM standup s JOIN standup_question q ON true"
        assert connection.exec_driver_sql(new).one() == ("", 1, "[]", 1, 5)


def test_tables_made_from_the_models_are_the_same_to_the_database(engine: sa.Engine) -> None:
    """What Alembic does not compare, CHECK constraints among it."""
    upgraded = reflected(engine)
    schema.downgrade(engine, "base")
    with engine.execution_options(writes=True).begin() as connection:
        schema.METADATA.create_all(connection)
    assert reflected(engine) == upgraded
    assert any("IN" in str(each) or "ANY" in str(each) for part, each in upgraded.items() if "checks" in part)


def test_every_column_of_states_is_checked() -> None:
    assert {
        "outbox.ck_outbox_state",
        "standup_run.ck_standup_run_state",
        "membership.ck_membership_role",
    } <= CHECKS.keys()


# Sorted: a table's constraints are a set, and every worker of a parallel run must collect the same tests.
@pytest.mark.parametrize(("table", "check"), [CHECKS[name] for name in sorted(CHECKS)], ids=sorted(CHECKS))
def test_a_value_nobody_knows_is_refused(engine: sa.Engine, table: sa.Table, check: sa.CheckConstraint) -> None:
    name = str(check.name)
    checked = name.removeprefix(f"ck_{table.name}_")
    row = {column.name: _something(column) for column in table.columns if column.name != "id"}
    for other in table.constraints:
        if isinstance(other, sa.CheckConstraint):
            allowed = re.findall(r"'([^']*)'", str(other.sqltext))
            row |= {str(other.name).removeprefix(f"ck_{table.name}_"): allowed[0]} if allowed else {}
    assert checked in row
    with (
        pytest.raises(sa.exc.IntegrityError, match=name),
        engine.execution_options(writes=True).begin() as connection,
    ):
        connection.execute(sa.insert(table).values(row | {checked: "nonsense"}))


def _something(column: sa.Column[Any]) -> object:
    samples: dict[type[sa.types.TypeEngine[Any]], object] = {
        UtcDateTime: datetime(2027, 3, 2, 8, 20, tzinfo=UTC),
        AutoString: "x",
        sa.Integer: 1,
        sa.Boolean: True,
        sa.Date: date(2027, 3, 2),
        sa.Time: time(9, 30),
    }
    return next(sample for kind, sample in samples.items() if isinstance(column.type, kind))


# -- old and new code ----------------------------------------------------------------------------------------------


def test_the_codes_own_schema_is_accepted(engine: sa.Engine) -> None:
    schema.require(engine)


def test_an_empty_database_is_refused(engine: sa.Engine) -> None:
    schema.downgrade(engine, "base")
    with pytest.raises(SchemaTooOld, match="ritualbot db upgrade"):
        schema.require(engine)


def test_an_older_schema_is_refused(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "head", lambda: "9999")
    with pytest.raises(SchemaTooOld, match="9999"):
        schema.require(engine)


def test_a_newer_schema_is_accepted(engine: sa.Engine) -> None:
    """Old and new release run side by side while one replaces the other."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    schema.require(engine)
