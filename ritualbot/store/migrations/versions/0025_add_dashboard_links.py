"""Links to a team's dashboard, one person's each; what the page reads is found by its team and its time."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision: str | None = "0024"
branch_labels = None
depends_on = None

_FOUND_BY = {
    "ix_action_source_ref": ("action", ["source_ref"]),
    "ix_blocker_team_id_opened_on": ("blocker", ["team_id", "opened_on"]),
    "ix_request_team_id_closed_at": ("request", ["team_id", "closed_at"]),
}


def upgrade() -> None:
    op.create_table(
        "dashboard_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dashboard_link_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_dashboard_link_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboard_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_dashboard_link_digest")),
        sa.UniqueConstraint("ref", name=op.f("uq_dashboard_link_ref")),
    )
    op.create_index(op.f("ix_dashboard_link_person_id"), "dashboard_link", ["person_id"])
    op.create_index(op.f("ix_dashboard_link_team_id"), "dashboard_link", ["team_id"])
    for name, (table, columns) in _FOUND_BY.items():
        op.create_index(op.f(name), table, columns)


def downgrade() -> None:
    for name, (table, _columns) in _FOUND_BY.items():
        op.drop_index(op.f(name), table_name=table)
    op.drop_table("dashboard_link")
