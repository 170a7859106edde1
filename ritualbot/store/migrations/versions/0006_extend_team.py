"""The charter, the asking for access, the one-time codes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _setup_code()
    _access_request()
    _charter()


def _setup_code() -> None:
    op.create_table(
        "setup_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_setup_code_person_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_setup_code_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_setup_code_digest")),
    )
    op.create_index(op.f("ix_setup_code_person_id"), "setup_code", ["person_id"], unique=False)
    op.create_table(
        "setup_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_setup_try_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_try")),
    )
    op.create_index(op.f("ix_setup_try_person_id"), "setup_try", ["person_id"], unique=False)


def _access_request() -> None:
    op.create_table(
        "access_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'granted', 'refused', 'used')", name=op.f("ck_access_request_state")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_access_request_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_request_person_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_access_request_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
        sa.UniqueConstraint("ref", name=op.f("uq_access_request_ref")),
    )
    op.create_index(op.f("ix_access_request_person_id"), "access_request", ["person_id"], unique=False)


def _charter() -> None:
    texts = ("objective", "axis", "audience", "kpi", "kpi_unit", "kpi_baseline", "kpi_target", "kpi_source")
    op.create_table(
        "charter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("kpi_owner_id", sa.Integer(), nullable=True),
        sa.Column("agencies", sa.String(), nullable=False),
        sa.Column("sprint_weeks", sa.Integer(), nullable=False),
        sa.Column("sprint_on", sa.Date(), nullable=True),
        sa.Column("named_id", sa.Integer(), nullable=True),
        sa.Column("named_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["kpi_owner_id"], ["person.id"], name=op.f("fk_charter_kpi_owner_id")),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_charter_named_by")),
        sa.ForeignKeyConstraint(["named_id"], ["person.id"], name=op.f("fk_charter_named_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_charter_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter")),
        sa.UniqueConstraint("ref", name=op.f("uq_charter_ref")),
        sa.UniqueConstraint("team_id", name=op.f("uq_charter_team_id")),
    )
    op.create_table(
        "team_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_team_share_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_share_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_share")),
        sa.UniqueConstraint("team_id", "person_id", name=op.f("uq_team_share_team_id_person_id")),
    )
    op.create_index(op.f("ix_team_share_person_id"), "team_share", ["person_id"], unique=False)
    op.create_table(
        "team_desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("acknowledge_target", sa.String(), nullable=False),
        sa.Column("answer_target", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_desk_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_desk")),
        sa.UniqueConstraint("team_id", "name_key", name=op.f("uq_team_desk_team_id_name_key")),
    )


def downgrade() -> None:
    op.drop_table("team_desk")
    op.drop_index(op.f("ix_team_share_person_id"), table_name="team_share")
    op.drop_table("team_share")
    op.drop_table("charter")
    op.drop_index(op.f("ix_access_request_person_id"), table_name="access_request")
    op.drop_table("access_request")
    op.drop_index(op.f("ix_setup_try_person_id"), table_name="setup_try")
    op.drop_table("setup_try")
    op.drop_index(op.f("ix_setup_code_person_id"), table_name="setup_code")
    op.drop_table("setup_code")
