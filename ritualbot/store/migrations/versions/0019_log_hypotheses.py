"""The log of hypotheses, with the ideas noted so far; a request may come from one."""

import json
import secrets
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision: str | None = "0018"
branch_labels = None
depends_on = None

_SOURCE = "ck_request_source"


def upgrade() -> None:
    op.create_table(
        "hypothesis_listening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hypothesis_listening_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_hypothesis_listening_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypothesis_listening")),
        sa.UniqueConstraint("ref", name=op.f("uq_hypothesis_listening_ref")),
    )
    op.create_index(op.f("ix_hypothesis_listening_team_id"), "hypothesis_listening", ["team_id"], unique=False)

    op.create_table(
        "hypothesis_settings",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("approval", sa.Boolean(), nullable=False),
        sa.Column("scoring", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_hypothesis_settings_team_id")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_hypothesis_settings")),
    )
    op.create_table(
        "hypothesis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("improves_id", sa.Integer(), nullable=True),
        sa.Column("sprint_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("learning", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("unheard", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('', 'ab', 'before_after', 'geo', 'pilot')", name=op.f("ck_hypothesis_kind")),
        sa.CheckConstraint(
            "state IN ('idea', 'ready', 'waiting', 'running', 'analysis', 'decided', 'rolled_out', 'automated', 'iterated', 'dropped', 'archived')",
            name=op.f("ck_hypothesis_state"),
        ),
        sa.CheckConstraint(
            "verdict IN ('', 'won', 'lost', 'inconclusive', 'invalid', 'signal', 'stopped', 'review')",
            name=op.f("ck_hypothesis_verdict"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_hypothesis_author_id")),
        sa.ForeignKeyConstraint(["improves_id"], ["hypothesis.id"], name=op.f("fk_hypothesis_improves_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_hypothesis_owner_id")),
        sa.ForeignKeyConstraint(["sprint_id"], ["sprint.id"], name=op.f("fk_hypothesis_sprint_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_hypothesis_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypothesis")),
        sa.UniqueConstraint("ref", name=op.f("uq_hypothesis_ref")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_hypothesis_team_id_number")),
    )
    op.create_index(op.f("ix_hypothesis_author_id"), "hypothesis", ["author_id"], unique=False)
    op.create_index(op.f("ix_hypothesis_closed_at"), "hypothesis", ["closed_at"], unique=False)
    op.create_index(op.f("ix_hypothesis_owner_id"), "hypothesis", ["owner_id"], unique=False)
    op.create_index(op.f("ix_hypothesis_sprint_id"), "hypothesis", ["sprint_id"], unique=False)
    op.create_index(op.f("ix_hypothesis_team_id"), "hypothesis", ["team_id"], unique=False)

    op.create_table(
        "hypothesis_data",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("hypothesis_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("worth", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["hypothesis_id"], ["hypothesis.id"], name=op.f("fk_hypothesis_data_hypothesis_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypothesis_data")),
        sa.UniqueConstraint("hypothesis_id", "key", name=op.f("uq_hypothesis_data_hypothesis_id_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_hypothesis_data_ref")),
    )
    op.create_table(
        "hypothesis_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("hypothesis_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('opened', 'planned', 'listened', 'not_listened', 'readied', 'submitted', 'approved', 'sent_back', 'started', 'amended', 'measured', 'stopped', 'ended', 'proposed', 'doubted', 'confirmed', 'corrected', 'rolled_out', 'automated', 'iterated', 'dropped', 'revived', 'archived', 'assigned', 'commented', 'joined', 'priced')",
            name=op.f("ck_hypothesis_event_kind"),
        ),
        sa.ForeignKeyConstraint(["hypothesis_id"], ["hypothesis.id"], name=op.f("fk_hypothesis_event_hypothesis_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hypothesis_event_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypothesis_event")),
        sa.UniqueConstraint("hypothesis_id", "seq", name=op.f("uq_hypothesis_event_hypothesis_id_seq")),
        sa.UniqueConstraint("ref", name=op.f("uq_hypothesis_event_ref")),
    )
    op.create_table(
        "hypothesis_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hypothesis_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hypothesis_id"], ["hypothesis.id"], name=op.f("fk_hypothesis_score_hypothesis_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hypothesis_score_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypothesis_score")),
        sa.UniqueConstraint(
            "hypothesis_id", "person_id", "method", name=op.f("uq_hypothesis_score_hypothesis_id_person_id_method")
        ),
    )
    op.create_index(op.f("ix_hypothesis_score_person_id"), "hypothesis_score", ["person_id"], unique=False)
    _log_ideas()
    _allow("request", _SOURCE, "source IN ('command', 'blocker', 'item', 'hypothesis')")


def _log_ideas() -> None:
    """Each idea is a hypothesis of its team, with the first line of its history. The old rows stay for the release
    before this one."""
    connection, numbers = op.get_bind(), dict[int, int]()
    ideas = sa.table("idea", *(sa.column(name) for name in ("id", "ref", "team_id", "person_id", "text", "filed_at")))
    for row in connection.execute(sa.select(ideas).order_by(ideas.c.id)).mappings():
        number = numbers[row["team_id"]] = numbers.get(row["team_id"], 0) + 1
        made = _insert(connection, "hypothesis", _hypothesis(row, number))
        _insert(connection, "hypothesis_event", _opened(row, made))


def _hypothesis(row: sa.RowMapping, number: int) -> dict[str, object]:
    kept = {"ref": row["ref"], "team_id": row["team_id"], "number": number, "author_id": row["person_id"]}
    computed = {"text": row["text"], "state": "idea", "owner_id": row["person_id"], "found_by": _folded(row, number)}
    empty = dict.fromkeys(("kind", "moment", "verdict", "learning", "tag"), "")
    return {**kept, "opened_at": row["filed_at"], **computed, **empty, "unheard": False}


def _folded(row: sa.RowMapping, number: int) -> str:
    """As it is searched: no case, no accents. Written anew as soon as the hypothesis moves."""
    bare = unicodedata.normalize("NFKD", f"h{number} {row['text']}".casefold())
    return "".join(each for each in bare if not unicodedata.combining(each))


def _opened(row: sa.RowMapping, hypothesis_id: int) -> dict[str, object]:
    said = {"kind": "opened", "via": "", "data": json.dumps({"sentence": row["text"]})}
    of = {"ref": secrets.token_urlsafe(16), "hypothesis_id": hypothesis_id, "seq": 1}
    return {**of, "at": row["filed_at"], "person_id": row["person_id"], **said}


def _insert(connection: sa.Connection, table: str, values: dict[str, object]) -> int:
    into = sa.table(table, sa.column("id"), *(sa.column(name) for name in values))
    return int(connection.execute(into.insert().values(values).returning(into.c.id)).scalar_one())


def _allow(table: str, name: str, condition: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), condition)


def downgrade() -> None:
    op.execute("UPDATE request SET source = 'command' WHERE source = 'hypothesis'")
    _allow("request", _SOURCE, "source IN ('command', 'blocker', 'item')")
    op.drop_index(op.f("ix_hypothesis_score_person_id"), table_name="hypothesis_score")

    op.drop_table("hypothesis_score")
    op.drop_table("hypothesis_event")
    op.drop_table("hypothesis_data")
    op.drop_index(op.f("ix_hypothesis_team_id"), table_name="hypothesis")
    op.drop_index(op.f("ix_hypothesis_sprint_id"), table_name="hypothesis")
    op.drop_index(op.f("ix_hypothesis_owner_id"), table_name="hypothesis")
    op.drop_index(op.f("ix_hypothesis_closed_at"), table_name="hypothesis")
    op.drop_index(op.f("ix_hypothesis_author_id"), table_name="hypothesis")

    op.drop_table("hypothesis")
    op.drop_table("hypothesis_settings")
    op.drop_index(op.f("ix_hypothesis_listening_team_id"), table_name="hypothesis_listening")

    op.drop_table("hypothesis_listening")
