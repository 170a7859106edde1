"""Who reads a sponsor's digest before it goes out, and who changes it, by hand, and what then happens to them."""

from ritualbot.rituals.permissions import Role
from tests.conversations.rights_roles import FORM, LEADS, TOLD, Outcomes, Roles

READS_DIGEST = LEADS | {Role.SPONSOR, Role.ADMIN}
OF_A_PART = ("digest.send", "digest.word", "digest.remove", "digest.save_word", "digest.save_remove")

BUTTONS: Roles = {
    **{f"digest.{verb}": READS_DIGEST for verb in ("command", "team", "preview")},
    **{f"digest.{verb}": LEADS for verb in ("rhythm", "send", "word", "remove")},
}
FORMS: Roles = {f"digest.save_{what}": LEADS for what in ("rhythm", "word", "remove")}
TYPED: Roles = {
    typed: READS_DIGEST
    for name in ("digest", "hebdo", "synthese")
    for typed in (f"/{name}", f"/{name} {'preview' if name == 'digest' else 'aperçu'}",
                  f"/{name} {'link' if name == 'digest' else 'lien'}")
}  # fmt: skip
OUTCOMES: Outcomes = {
    **dict.fromkeys(("digest.command", "digest.team", "/digest", "/hebdo", "/synthese"), (TOLD + "digest.now",) * 4),
    **dict.fromkeys(
        ("digest.preview", "/digest preview", "/hebdo aperçu", "/synthese aperçu"), (TOLD + "digest.preview.title",) * 4
    ),
    **dict.fromkeys(("/digest link", "/hebdo lien", "/synthese lien"), (TOLD + "dashboard.link.made",) * 4),
    **dict.fromkeys(("digest.rhythm", "digest.word", "digest.remove"), (FORM,) * 4),
    "digest.send": (TOLD + "digest.gone",) * 4,
    **dict.fromkeys(("digest.save_word", "digest.save_remove"), (TOLD + "digest.preview.title",) * 4),
    "digest.save_rhythm": (TOLD + "digest.rhythm.kept",) * 4,
}
