"""Desks with their people, hours and targets; requests with their history."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision: str | None = "0015"
branch_labels = None
depends_on = None

_STATES = (
    "state IN ('new', 'taken', 'waiting', 'committed', 'delivered', 'approved', 'reserved', 'refused', "
    "'accepted', 'withdrawn')"
)
_KINDS = (
    "kind IN ('filed', 'changed', 'retyped', 'versioned', 'referenced', 'taken', 'untaken', 'delegated', "
    "'asked', 'answered', 'said', 'paused', 'resumed', 'date_proposed', 'date_agreed', 'date_declined', "
    "'options_offered', 'option_picked', 'committed', 'delivered', 'accepted', 'reworked', 'approved', "
    "'reserved', 'refused', 'corrected', 'signed_off', 'reopened', 'withdrawn', 'nudged', 'snoozed', "
    "'rung', 'moved', 'discussed', 'help_asked', 'autonomy')"
)


def upgrade() -> None:
    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("tz", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=True),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("express", sa.String(), nullable=False),
        sa.Column("express_per_sprint", sa.Integer(), nullable=False),
        sa.Column("express_target", sa.String(), nullable=False),
        sa.Column("stats_open", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("express IN ('off', 'proposed', 'agreed')", name=op.f("ck_desk_express")),
        sa.CheckConstraint(
            "kind IN ('legal', 'purchasing', 'it', 'compliance', 'finance', 'agency')", name=op.f("ck_desk_kind")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_desk_tenant_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_desk_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
        sa.UniqueConstraint("ref", name=op.f("uq_desk_ref")),
        sa.UniqueConstraint("tenant_id", "name_key", name=op.f("uq_desk_tenant_id_name_key")),
    )
    op.create_table(
        "desk_calendar_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_desk_calendar_version_desk_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_desk_calendar_version_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_calendar_version")),
        sa.UniqueConstraint("desk_id", "version", name=op.f("uq_desk_calendar_version_desk_id_version")),
    )
    op.create_table(
        "desk_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("backup_id", sa.Integer(), nullable=True),
        sa.Column("duty", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('desk_contact', 'desk_lead')", name=op.f("ck_desk_person_role")),
        sa.ForeignKeyConstraint(["backup_id"], ["person.id"], name=op.f("fk_desk_person_backup_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_desk_person_desk_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_desk_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_person")),
        sa.UniqueConstraint("desk_id", "person_id", name=op.f("uq_desk_person_desk_id_person_id")),
    )
    op.create_index(op.f("ix_desk_person_person_id"), "desk_person", ["person_id"], unique=False)
    op.create_table(
        "desk_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("acknowledge", sa.String(), nullable=False),
        sa.Column("decide", sa.String(), nullable=False),
        sa.Column("pieces", sa.String(), nullable=False),
        sa.Column("proposed_acknowledge", sa.String(), nullable=False),
        sa.Column("proposed_decide", sa.String(), nullable=False),
        sa.Column("proposed_pieces", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agreed_by"], ["person.id"], name=op.f("fk_desk_target_agreed_by")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_desk_target_desk_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_desk_target_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_target")),
        sa.UniqueConstraint("desk_id", "type", name=op.f("uq_desk_target_desk_id_type")),
    )
    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("needed_on", sa.Date(), nullable=True),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("external_ref", sa.String(), nullable=False),
        sa.Column("external_key", sa.String(), nullable=False),
        sa.Column("external_link", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("acknowledge_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decide_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("source IN ('command', 'blocker', 'item')", name=op.f("ck_request_source")),
        sa.CheckConstraint(
            _STATES,
            name=op.f("ck_request_state"),
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_request_desk_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_request_owner_id")),
        sa.ForeignKeyConstraint(["requester_id"], ["person.id"], name=op.f("fk_request_requester_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_request_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("ref", name=op.f("uq_request_ref")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_request_team_id_number")),
    )
    op.create_index(op.f("ix_request_closed_at"), "request", ["closed_at"], unique=False)
    op.create_index(
        "ix_request_desk_id_state_decide_due_at", "request", ["desk_id", "state", "decide_due_at"], unique=False
    )
    op.create_index(op.f("ix_request_external_key"), "request", ["external_key"], unique=False)
    op.create_index(op.f("ix_request_owner_id"), "request", ["owner_id"], unique=False)
    op.create_index(op.f("ix_request_requester_id"), "request", ["requester_id"], unique=False)
    op.create_table(
        "request_sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("request_ref", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_request_sign_off_desk_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_request_sign_off_signed_by")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_request_sign_off_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_sign_off")),
        sa.UniqueConstraint("ref", name=op.f("uq_request_sign_off_ref")),
    )
    op.create_index(op.f("ix_request_sign_off_request_ref"), "request_sign_off", ["request_ref"], unique=False)
    op.create_index(op.f("ix_request_sign_off_team_id"), "request_sign_off", ["team_id"], unique=False)
    op.create_table(
        "request_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.CheckConstraint(
            _KINDS,
            name=op.f("ck_request_event_kind"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_request_event_person_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_event_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_event")),
        sa.UniqueConstraint("ref", name=op.f("uq_request_event_ref")),
        sa.UniqueConstraint("request_id", "seq", name=op.f("uq_request_event_request_id_seq")),
    )


def downgrade() -> None:
    op.drop_table("request_event")
    op.drop_index(op.f("ix_request_sign_off_team_id"), table_name="request_sign_off")
    op.drop_index(op.f("ix_request_sign_off_request_ref"), table_name="request_sign_off")
    op.drop_table("request_sign_off")
    op.drop_index(op.f("ix_request_requester_id"), table_name="request")
    op.drop_index(op.f("ix_request_owner_id"), table_name="request")
    op.drop_index(op.f("ix_request_external_key"), table_name="request")
    op.drop_index("ix_request_desk_id_state_decide_due_at", table_name="request")
    op.drop_index(op.f("ix_request_closed_at"), table_name="request")
    op.drop_table("request")
    op.drop_table("desk_target")
    op.drop_index(op.f("ix_desk_person_person_id"), table_name="desk_person")
    op.drop_table("desk_person")
    op.drop_table("desk_calendar_version")
    op.drop_table("desk")
