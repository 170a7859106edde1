"""What is planned in a sprint or waits in the backlog, as people type it: pasted lines, one item's form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.inputs import fold, name_key
from ritualbot.rituals.links import web_link
from ritualbot.rituals.sprint import Need, Priority
from ritualbot.rituals.team_typed import Typed

TITLE_LIMIT = 200
MOST_LINES = 50
NOBODY = "nobody"  # the choice of no owner
NO_NEED = "none"
_LONGEST_NAME = 4  # words

# As `fold` leaves them.
NEED_WORDS: Mapping[str, Need] = {
    **dict.fromkeys(("juridique", "legal", "juriste"), Need.LEGAL),
    **dict.fromkeys(("achat", "achats", "purchasing"), Need.PURCHASING),
    **dict.fromkeys(("dsi", "it", "si", "informatique"), Need.IT),
    **dict.fromkeys(("conformite", "risque", "risques", "compliance", "risk"), Need.COMPLIANCE),
    **dict.fromkeys(("finance", "finances", "budget"), Need.FINANCE),
    **dict.fromkeys(("agence", "agences", "agency"), Need.AGENCY),
    **dict.fromkeys(("donnee", "donnees", "data"), Need.DATA),
}
_PRIORITY_WORDS: Mapping[str, Priority] = {
    **dict.fromkeys(("haute", "urgent", "urgente", "prioritaire", "high", "!"), Priority.HIGH),
    **dict.fromkeys(("basse", "low"), Priority.LOW),
}
_BULLET = regex.compile(r"^\s*(?:[-*•–—+]\s+|[0-9]{1,3}[.)]\s+)?(?:\[[ xX]?\]\s+)?")
_LINK = regex.compile(r"https?://\S+", regex.IGNORECASE)
_EDGES = ".,;:"  # what follows a word in a sentence is no part of a name


@dataclass(frozen=True)
class ItemSpec:
    """An item as it was typed. `owner` is a person's ref, empty for nobody."""

    title: str
    owner: str = ""
    priority: Priority = Priority.NORMAL
    need: Need | None = None
    need_text: str = ""
    link: str = ""


# -- pasted lines --------------------------------------------------------------------------------------------------


def parse_lines(typed: str, people: Mapping[str, str], *, field: str | None) -> list[ItemSpec]:
    """One item a line: `- Landing rentrée @Léa !juridique https://…`. `people`: the refs of the team's, by name.

    Raises RuleBroken `input.empty`, `input.too_long`, `sprint.lines_many`, `sprint.owner_unknown`,
    `sprint.need_unknown`.
    """
    lines = [line for line in inputs.clean_text(typed).splitlines() if not inputs.is_blank(_BULLET.sub("", line))]
    if not lines:
        raise RuleBroken("input.empty", field=field, typed=inputs.echo(typed))
    if len(lines) > MOST_LINES:
        raise RuleBroken("sprint.lines_many", field=field, limit=str(MOST_LINES), n=str(len(lines)))
    owners = _owners(people)
    return [_read_line(_BULLET.sub("", line, count=1), owners, field) for line in lines]


def _owners(people: Mapping[str, str]) -> Mapping[str, str]:
    """Refs by folded name, and by first name where only one has it."""
    firsts: dict[str, list[str]] = {}
    for name, ref in people.items():
        firsts.setdefault(name_key(name.split(" ")[0]), []).append(ref)
    alone = {key: refs[0] for key, refs in firsts.items() if len(refs) == 1}
    return {**alone, **{name_key(name): ref for name, ref in people.items()}}


def _read_line(line: str, owners: Mapping[str, str], field: str | None) -> ItemSpec:
    spec, title, words = ItemSpec(""), list[str](), line.split()
    while words:
        word = words.pop(0)
        if word.startswith("@") and len(word) > 1:
            owner, used = _owner([word[1:], *words[: _LONGEST_NAME - 1]], owners, field)
            spec, words = replace(spec, owner=owner), words[used - 1 :]
        elif word.startswith("!") and len(word) > 1:
            spec = _marked(spec, word, field)
        elif _LINK.fullmatch(word) and not spec.link:
            spec = replace(spec, link=web_link(word, field=field))
        else:
            title.append(word)
    return replace(spec, title=inputs.require_text(" ".join(title), field=field, limit=TITLE_LIMIT, required=True))


def _owner(words: Sequence[str], owners: Mapping[str, str], field: str | None) -> tuple[str, int]:
    """Whose name the words begin with, and how many of them it takes; the longest name wins."""
    for length in range(len(words), 0, -1):
        found = owners.get(name_key(" ".join(words[:length]).rstrip(_EDGES)))
        if found:
            return found, length
    raise RuleBroken("sprint.owner_unknown", field=field, typed=inputs.echo(words[0]))


def _marked(spec: ItemSpec, word: str, field: str | None) -> ItemSpec:
    said = fold(word[1:]).rstrip(_EDGES)
    if said in NEED_WORDS:
        return replace(spec, need=NEED_WORDS[said])
    if said in _PRIORITY_WORDS:
        return replace(spec, priority=_PRIORITY_WORDS[said])
    raise RuleBroken("sprint.need_unknown", field=field, typed=inputs.echo(word))


# -- the form ------------------------------------------------------------------------------------------------------

FIELDS = ("title", "owner", "priority", "need", "need_text", "link")


def read(values: Mapping[str, str], people: Mapping[str, str]) -> ItemSpec:
    """One item's form. Raises FieldsRefused."""
    form = Typed("", {field: values.get(field, "") for field in FIELDS}, [])
    spec = ItemSpec(
        title=form.text("title", _title, ""),
        owner=form.text("owner", lambda typed: _chosen_owner(typed, people), ""),
        priority=form.text("priority", _priority, Priority.NORMAL),
        need=form.text("need", _need, None),
        need_text=form.text("need_text", _need_text, ""),
        link=form.text("link", _link, ""),
    )
    if form.broken:
        raise FieldsRefused(form.broken)
    return spec


def _title(typed: str) -> str:
    return " ".join(inputs.require_text(typed, field=None, limit=TITLE_LIMIT, required=True).split())


def _need_text(typed: str) -> str:
    return " ".join(inputs.require_text(typed, field=None, limit=TITLE_LIMIT, required=False).split())


def _link(typed: str) -> str:
    return "" if inputs.is_blank(typed) else web_link(typed, field=None)


def _chosen_owner(typed: str, people: Mapping[str, str]) -> str:
    if typed in ("", NOBODY):
        return ""
    if typed not in people.values():
        raise RuleBroken("team.person_unknown", typed=inputs.echo(typed))
    return typed


def _priority(typed: str) -> Priority:
    if typed and typed not in {*Priority}:
        raise RuleBroken("input.form_changed")
    return Priority(typed) if typed else Priority.NORMAL


def _need(typed: str) -> Need | None:
    if typed in ("", NO_NEED):
        return None
    if typed not in {*Need}:
        raise RuleBroken("input.form_changed")
    return Need(typed)
