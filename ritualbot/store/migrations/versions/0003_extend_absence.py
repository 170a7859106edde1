"""Absences: half days, reasons, who declared them; closures; bridge days."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("absence") as batch:
        batch.add_column(sa.Column("half", sa.String(), nullable=False, server_default="whole"))
        batch.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("reason_shown", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("declared_by_id", sa.Integer(), nullable=True))
        batch.create_check_constraint(op.f("ck_absence_half"), "half IN ('whole', 'morning', 'afternoon')")
        batch.create_foreign_key(op.f("fk_absence_declared_by_id"), "person", ["declared_by_id"], ["id"])
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_closure_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sa.UniqueConstraint("ref", name=op.f("uq_closure_ref")),
        sa.UniqueConstraint("team_id", "first_on", "last_on", name=op.f("uq_closure_team_id_first_on_last_on")),
    )
    op.create_table(
        "bridge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer IN ('asked', 'team', 'each', 'no')", name=op.f("ck_bridge_answer")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_bridge_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridge")),
        sa.UniqueConstraint("ref", name=op.f("uq_bridge_ref")),
        sa.UniqueConstraint("team_id", "held_on", name=op.f("uq_bridge_team_id_held_on")),
    )


def downgrade() -> None:
    op.drop_table("bridge")
    op.drop_table("closure")
    with op.batch_alter_table("absence") as batch:
        batch.drop_constraint(op.f("fk_absence_declared_by_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_absence_half"), type_="check")
        for column in ("declared_by_id", "reason_shown", "reason", "half"):
            batch.drop_column(column)
