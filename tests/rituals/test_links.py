"""Addresses of web pages: what is refused says what a link looks like."""

import pytest

from ritualbot.errors import RuleBroken
from ritualbot.rituals.links import web_link


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "input.link_empty"),
        (" \u200b", "input.link_empty"),
        ("la maquette", "input.link_unknown"),
        ("ftp://exemple.fr/maquette", "input.link_unknown"),
        ("https://", "input.link_unknown"),
        ("https://exemple.fr@ailleurs.fr/", "input.link_unknown"),
        ("https://exemple.fr/" + "a" * 2000, "input.too_long"),
    ],
)
def test_what_is_no_link_is_refused_at_its_field(typed: str, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        web_link(typed, field="link")
    assert (refused.value.key, refused.value.field) == (key, "link")


def test_a_link_is_kept_as_it_leads() -> None:
    assert web_link(" HTTPS://Exemple.fr/Maquette?v=2 ", field=None) == "https://exemple.fr/Maquette?v=2"
