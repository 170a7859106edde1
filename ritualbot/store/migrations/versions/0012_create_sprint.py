"""Sprints, the items planned in them, the reports of their closings; stand-ups held on a day of the sprint."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None

_PERSON_OF_SPRINT = ("started_by", "closed_by")
_PERSON_OF_ITEM = ("owner_id", "done_by", "created_by")


def _people(table: str, columns: tuple[str, ...]) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([each], ["person.id"], name=op.f(f"fk_{table}_{each}")) for each in columns]


def upgrade() -> None:
    op.create_table(
        "sprint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("goal_met", sa.String(), nullable=True),
        sa.Column("kpi_value", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reopened_for", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'closed')", name=op.f("ck_sprint_state")),
        sa.CheckConstraint("goal_met IN ('yes', 'partly', 'no')", name=op.f("ck_sprint_goal_met")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sprint_team_id")),
        *_people("sprint", _PERSON_OF_SPRINT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sprint")),
        sa.UniqueConstraint("ref", name=op.f("uq_sprint_ref")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_sprint_team_id_number")),
    )
    op.create_table(
        "sprint_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("sprint_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("need_text", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("carries", sa.Integer(), nullable=False),
        sa.Column("carried_from", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_sprint_item_state")),
        sa.CheckConstraint("priority IN ('high', 'normal', 'low')", name=op.f("ck_sprint_item_priority")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sprint_item_team_id")),
        sa.ForeignKeyConstraint(["sprint_id"], ["sprint.id"], name=op.f("fk_sprint_item_sprint_id")),
        sa.ForeignKeyConstraint(["carried_from"], ["sprint.id"], name=op.f("fk_sprint_item_carried_from")),
        *_people("sprint_item", _PERSON_OF_ITEM),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sprint_item")),
        sa.UniqueConstraint("ref", name=op.f("uq_sprint_item_ref")),
    )
    op.create_index("ix_sprint_item_team_id_sprint_id", "sprint_item", ["team_id", "sprint_id"], unique=False)
    op.create_index(op.f("ix_sprint_item_owner_id"), "sprint_item", ["owner_id"], unique=False)
    op.create_table(
        "sprint_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sprint_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sprint_id"], ["sprint.id"], name=op.f("fk_sprint_report_sprint_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_sprint_report_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sprint_report")),
        sa.UniqueConstraint("sprint_id", "version", name=op.f("uq_sprint_report_sprint_id_version")),
    )
    with op.batch_alter_table("standup") as table:
        table.add_column(sa.Column("sprint_day", sa.String(), nullable=True))
        table.add_column(sa.Column("sprint_before", sa.Integer(), nullable=False, server_default="0"))
        table.create_check_constraint(op.f("ck_standup_sprint_day"), "sprint_day IN ('first', 'last', 'before_end')")


def downgrade() -> None:
    with op.batch_alter_table("standup") as table:
        table.drop_constraint(op.f("ck_standup_sprint_day"), type_="check")
        table.drop_column("sprint_before")
        table.drop_column("sprint_day")
    op.drop_table("sprint_report")
    op.drop_index(op.f("ix_sprint_item_owner_id"), table_name="sprint_item")
    op.drop_index("ix_sprint_item_team_id_sprint_id", table_name="sprint_item")
    op.drop_table("sprint_item")
    op.drop_table("sprint")
