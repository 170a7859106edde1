"""The one tree of errors. A class docstring says what the error means, for developers; people read the catalogue."""


class RitualbotError(Exception):
    """Anything ritualbot raises on purpose."""


class RuleBroken(RitualbotError):
    """A rule of the product says no; `dispatch` answers it in the person's language.

    `key` is a catalogue key, `params` fill its placeholders, `field` names the form field at fault (None: the whole).
    """

    def __init__(self, key: str, *, field: str | None = None, **params: str) -> None:
        super().__init__(key)
        self.key = key
        self.field = field
        self.params = params


class FieldsRefused(RitualbotError):
    """Several fields of one form are wrong; carries one `RuleBroken` per field."""

    def __init__(self, broken: list[RuleBroken]) -> None:
        super().__init__(", ".join(each.key for each in broken))
        self.broken = broken


class NotAllowed(RuleBroken):
    """The actor's roles do not carry the right; inside one's own team the answer names the role needed."""


class Absent(RuleBroken):
    """The thing does not exist, or not for this actor: one answer for both, so that nothing can be guessed."""


class SettingsRefused(RitualbotError):
    """The settings are wrong or unsafe together; the message lists every bad variable."""


class SchemaTooOld(RitualbotError):
    """The database's schema is older than the code: `ritualbot db upgrade` first."""


class CommandRefused(RitualbotError):
    """A command line asked for something that cannot be done; the message is one clear line (exit 1)."""


class Unreadable(RitualbotError):
    """What is encrypted cannot be read with any key there is: the key it was encrypted with is lost."""


class TooManyRows(RitualbotError):
    """More rows than an exported file takes; `count` is how many there would be."""

    def __init__(self, count: int, most: int) -> None:
        super().__init__(f"{count} rows: a file holds {most} at most")
        self.count = count


class Unopenable(RitualbotError):
    """A file that was written could not be read back: nobody is given it. `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the file that was written cannot be read back ({reason}): it is not given out")


class SendFailed(RitualbotError):
    """A platform did not take a message. The subclasses tell delivery what is known of its fate."""


class NotSent(SendFailed):
    """Nothing left the machine (connection refused, no such host): try again later."""


class Throttled(SendFailed):
    """The platform asks to wait (429, 412): nothing was posted. `retry_after` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"retry after {retry_after:g} s")
        self.retry_after = retry_after


class Unsure(SendFailed):
    """The fate is unknown (timeout, reset, 5xx): look it up before anything else."""


class Undeliverable(SendFailed):
    """The platform will never take it (no such channel, revoked token). `reason` is the platform's short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WorkspaceGone(Undeliverable):
    """The whole workspace is out of reach (app removed, token revoked): nothing more can be sent there."""


class MessageGone(SendFailed):
    """The message to edit no longer exists: post anew once."""


class CannotTell(SendFailed):
    """Nobody lets us look whether the message is there (no right to read, not among its readers any more)."""
