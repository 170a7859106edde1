"""Ideas in one line, and who follows."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("follows", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('filed')", name=op.f("ck_idea_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idea_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_idea_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("ref", name=op.f("uq_idea_ref")),
    )
    op.create_index(op.f("ix_idea_person_id"), "idea", ["person_id"], unique=False)
    op.create_index(op.f("ix_idea_team_id"), "idea", ["team_id"], unique=False)


def downgrade() -> None:
    op.drop_table("idea")
    with op.batch_alter_table("person") as person:
        person.drop_column("follows")
