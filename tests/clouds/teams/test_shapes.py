"""Every answer of the fake has the keys and types of Teams' own, and so has every error its words."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.clouds.payloads import example, findings
from tests.clouds.teams.client import FakeTeams, FakeTenant
from tests.clouds.teams.kinds import CODES
from tests.clouds.teams.test_fake_teams import HELLO, direct, post, thread

SHAPES = Path(__file__).parent / "shapes"
ERRORS = sorted(each.stem for each in SHAPES.glob("error_*") if example(SHAPES, each.stem)["body"])


def fits(name: str, answer: tuple[int, Any]) -> None:
    shape = example(SHAPES, name)
    status, body = answer
    assert status == shape["status"]
    assert findings(shape["body"], "" if body is None else body) == []


def test_conversations(verger: FakeTenant) -> None:
    fits("answer_create_conversation_personal", direct(verger, "alice"))
    fits("answer_create_conversation_personal", direct(verger, "bruno", activity=HELLO))
    fits("answer_create_conversation_channel", thread(verger))


def test_activities(verger: FakeTenant) -> None:
    where = verger.channels["sprint"]
    sent = post(verger)
    fits("answer_send_activity", sent)
    fits("answer_reply_to_activity", verger.call("POST", where, "activities", sent[1]["id"], body=HELLO))
    fits("answer_update_activity", verger.call("PUT", where, "activities", sent[1]["id"], body=HELLO))
    fits("answer_delete_activity", verger.call("DELETE", where, "activities", sent[1]["id"]))


def test_the_roster(fake_teams: FakeTeams) -> None:
    people = [{"name": "farid", "role": "anonymous"}, {"name": "alice", "full_name": "Alice Duval"}]
    tenant = fake_teams.tenant(users=people, teams=[{"name": "t", "members": ["farid", "alice"], "channels": ["c"]}])
    where = tenant.channels["c"]
    fits("answer_member_anonymous", tenant.call("GET", where, "members", tenant.people["farid"]["account"]))
    fits("answer_member", tenant.call("GET", where, "members", tenant.people["alice"]["account"]))
    tenant.do("tenant", page=1)
    page = tenant.call("GET", where, "pagedmembers")
    fits("answer_paged_members_page", page)
    fits("answer_paged_members_last", tenant.call("GET", where, f"pagedmembers?continuationToken={_next(page)}"))


def _next(page: tuple[int, Any]) -> str:
    return str(page[1]["continuationToken"])


@pytest.mark.parametrize("name", ERRORS)
def test_errors(name: str) -> None:
    shape = example(SHAPES, name)
    error = shape["body"]["error"]
    status, message = CODES[error["code"]]
    assert error["code"] == "ServiceError" or (shape["status"], error["message"]) == (status, message)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("error_412_precondition_failed", {"kind": "precondition"}),
        ("error_429_throttled", {"kind": "throttled", "retry_after": 10}),
        ("error_500_service_error", {"kind": "failed"}),
        ("error_502_service_error", {"kind": "bad_gateway"}),
        ("error_503_empty", {"kind": "unavailable"}),
        ("error_413_message_size_too_big", {"kind": "refused", "error": "MessageSizeTooBig"}),
    ],
)
def test_faults_on_request(verger: FakeTenant, name: str, fault: dict[str, Any]) -> None:
    verger.goes_wrong(**fault)
    fits(name, post(verger))


def test_what_openid_and_the_authority_tell(verger: FakeTenant) -> None:
    status, body = verger.sign_in()
    told = json.loads(body)
    assert (status, told.pop("access_token")[:8]) == (200, "fictive-")
    assert told == {"token_type": "Bearer", "expires_in": 3600, "ext_expires_in": 3600}
