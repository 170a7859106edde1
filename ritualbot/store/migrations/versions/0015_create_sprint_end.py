"""What is shown at a sprint's end, and what was learnt."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision: str | None = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sprint_demo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sprint_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("to_whom", sa.String(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sprint_id"], ["sprint.id"], name=op.f("fk_sprint_demo_sprint_id")),
        sa.ForeignKeyConstraint(["place_id"], ["destination.id"], name=op.f("fk_sprint_demo_place_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_sprint_demo_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sprint_demo")),
        sa.UniqueConstraint("sprint_id", name=op.f("uq_sprint_demo_sprint_id")),
    )
    op.create_table(
        "sprint_learnt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sprint_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sprint_id"], ["sprint.id"], name=op.f("fk_sprint_learnt_sprint_id")),
        sa.ForeignKeyConstraint(["place_id"], ["destination.id"], name=op.f("fk_sprint_learnt_place_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_sprint_learnt_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sprint_learnt")),
        sa.UniqueConstraint("sprint_id", name=op.f("uq_sprint_learnt_sprint_id")),
    )


def downgrade() -> None:
    op.drop_table("sprint_learnt")
    op.drop_table("sprint_demo")
