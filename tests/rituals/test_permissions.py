"""Who may do what: the whole matrix by hand, from the table of roles and rights."""

import pytest

from ritualbot.errors import Absent, NotAllowed, RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals.permissions import RIGHTS, ROLE_WORDS, Right, Role, allow, needed_roles

COLUMNS = ["member", "scrum_master", "assistant", "sponsor"]
COLUMNS += ["desk_contact", "desk_lead", "agency_guest", "observer", "admin"]
# y: on anything; o: on one's own only; x: on another person's only; -: never. Columns as above.
MATRIX = {
    "standup.answer":       "o o o - - - o - -",
    "standup.manage":       "- y y - - - - - -",
    "standup.names":        "- y y - - - - - -",
    "blocker.take":         "y y y - - - - - -",
    "blocker.edit":         "o y y - - - - - -",
    "action.create":        "y y y - - - - - -",
    "action.answer":        "o o o - - - - - -",
    "action.edit":          "o y y - - - - - -",
    "retro.add":            "o o o - - - o - -",
    "retro.vote":           "o o o - - - o - -",
    "retro.run":            "- y y - - - - - y",
    "sprint.manage":        "- y y - - - - - y",
    "sprint.item":          "y y y - - - - - -",
    "sprint.export":        "- y y y - - - - y",
    "sprint.export_names":  "- - - - - - - - y",
    "hypothesis.read":      "y y y y - - - y y",
    "hypothesis.edit":      "y y y - - - - - -",
    "hypothesis.lead":      "- y y - - - - - -",
    "hypothesis.decide":    "- y y y - - - - -",
    "hypothesis.comment":   "y y y y - - - y -",
    "idea.file":            "y y y y - - - y -",
    "request.file":         "y y y - - - - - -",
    "request.read":         "y y y y y y - - y",
    "request.edit":         "o y y - - - - - -",
    "request.decide":       "- - - - x x - - -",
    "request.negotiate":    "o y y - x x - - -",
    "digest.read":          "- y y y - - - - y",
    "digest.lead":          "- y y - - - - - -",
    "digest.decide":        "- - - y - - - - -",
    "kpi.tell":             "o y y o o o o o y",
    "help.ask":             "- y y - - - - - -",
    "team.setup":           "- y - - - - - - y",
    "team.read":            "y y y y - - - - y",
    "team.follow":          "y y y y - - - y -",
    "team.edit":            "- y y - - - - - y",
    "team.appoint":         "- y - - - - - - y",
    "item.read":            "y y y y - - o - y",
    "absence.own":          "o o o o o o o o o",
    "absence.other":        "- y y - - - - - -",
    "self.read":            "o o o o o o o o o",
    "self.edit":            "o o o o o o o o o",
    "desk.read":            "y y y y y y - - y",
    "desk.open":            "- y - - - - - - y",
    "desk.edit":            "- - - - - y - - y",
    "desk.backup":          "- - - - o y - - y",
    "desk.agree":           "- y - - - y - - y",
    "desk.meet":            "- y y - - y - - y",
    "desk.record":          "- y y - y y - - y",
    "audit.read":           "- - - - - - - - y",
    "tenant.export":        "- - - - - - - - y",
    "tenant.erase":         "- - - - - - - - y",
    "tenant.roles":         "- - - - - - - - y",
    "tenant.secrets":       "- - - - - - - - y",
}  # fmt: skip
CELLS = [(right, role, mark) for right, row in MATRIX.items() for role, mark in zip(COLUMNS, row.split(), strict=True)]


def refusal(roles: set[Role], right: Right, *, own: bool) -> RuleBroken | None:
    try:
        allow(frozenset(roles), right, own=own)
    except RuleBroken as broken:
        return broken
    return None


def test_the_matrix_names_every_right_and_every_role() -> None:
    assert set(MATRIX) == {right.value for right in Right} == {right.value for right in RIGHTS}
    assert [role.value for role in Role] == COLUMNS


@pytest.mark.parametrize(("right", "role", "mark"), CELLS)
def test_the_matrix(right: str, role: str, mark: str) -> None:
    on_own = refusal({Role(role)}, Right(right), own=True) is None
    on_others = refusal({Role(role)}, Right(right), own=False) is None
    assert (on_own, on_others) == {
        "y": (True, True),
        "o": (True, False),
        "x": (False, True),
        "-": (False, False),
    }[mark]


def test_a_thing_is_taken_for_ones_own_unless_said_otherwise() -> None:
    allow(frozenset({Role.MEMBER}), Right.STANDUP_ANSWER)
    with pytest.raises(NotAllowed):
        allow(frozenset({Role.DESK_CONTACT}), Right.REQUEST_DECIDE)


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("own", [True, False])
def test_someone_with_no_role_here_finds_nothing(right: Right, own: bool) -> None:
    broken = refusal(set(), right, own=own)
    assert isinstance(broken, Absent)
    assert broken.key == "permission.absent"


def test_any_role_that_allows_is_enough() -> None:
    assert refusal({Role.MEMBER, Role.ASSISTANT}, Right.STANDUP_MANAGE, own=False) is None
    assert refusal({Role.OBSERVER, Role.MEMBER}, Right.STANDUP_ANSWER, own=True) is None


@pytest.mark.parametrize(("right", "role", "mark"), [cell for cell in CELLS if cell[2] == "-"])
def test_a_refusal_names_the_roles_needed(right: str, role: str, mark: str) -> None:
    for own in (True, False):
        broken = refusal({Role(role)}, Right(right), own=own)
        assert isinstance(broken, NotAllowed)
        assert broken.key == "permission.needs"
        needed = [name for name, cell in zip(COLUMNS, MATRIX[right].split(), strict=True) if cell != "-"]
        assert broken.params == {"needed": ",".join(needed)}
        assert [role.value for role in needed_roles(Right(right))] == needed


def test_nobody_answers_for_another() -> None:
    broken = refusal(set(Role), Right.STANDUP_ANSWER, own=False)
    assert isinstance(broken, NotAllowed)
    assert broken.key == "permission.own_only"


def test_nobody_approves_their_own_request() -> None:
    broken = refusal(set(Role), Right.REQUEST_DECIDE, own=True)
    assert isinstance(broken, NotAllowed)
    assert broken.key == "permission.not_own"


def test_the_table_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        RIGHTS[Right.AUDIT_READ] = RIGHTS[Right.SELF_READ]  # type: ignore[index]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_and_refusal_has_words(language: str) -> None:
    words = Words(language)
    assert set(ROLE_WORDS) == set(Role)
    assert len({words.say(key) for key in ROLE_WORDS.values()}) == len(Role)
    assert {role: f"role.{role}" for role in Role} == dict(ROLE_WORDS)
    for key in ("permission.absent", "permission.own_only", "permission.not_own"):
        assert words.say(key)
    assert "relais" in words.say("permission.needs", needed="relais")
