"""How Teams can misbehave, and the words of its refusals."""

# What happens instead of a plain answer; `…_after`: the call has had its effect by then.
KINDS = (
    "throttled",  # 429 and Retry-After
    "throttled_bare",  # 429 that does not say for how long
    "precondition",  # 412
    "failed",  # 500
    "failed_after",
    "bad_gateway",  # 502
    "bad_gateway_after",
    "unavailable",  # 503 without a body
    "timeout",  # 504
    "timeout_after",
    "html",  # 502 and a page
    "garbled",  # success, and a page that says it is JSON
    "garbled_after",
    "empty",  # success and nothing
    "empty_after",
    "reset",
    "reset_after",
    "waits",  # until `release`, then all is well
    "hangs",  # no answer, ever
    "hangs_after",
    "refused",  # `error`, one of CODES
    "redirect",  # to the address in `error`
)

# What the log says of a call that all went well with, but whose caller had given up by then and never heard.
UNHEARD = "unheard"

# Error codes and texts of the Connector, as documented; some texts are shared.
CODES: dict[str, tuple[int, str]] = {
    "BadSyntax": (400, "Incorrect conversation creation parameters"),
    "BadArgument": (400, "Failed to decrypt or parse the argument"),
    "BotNotRegistered": (401, "No registration found for this bot."),
    "BotDisabledByAdmin": (403, "The tenant admin disabled this bot"),
    "BotNotInConversationRoster": (403, "The bot is not part of the conversation roster."),
    "ConversationBlockedByUser": (403, "User blocked the conversation with the bot."),
    "ForbiddenOperationException": (403, "Bot isn't installed in user's personal scope"),
    "ActivityNotFoundInConversation": (404, "Conversation not found."),
    "ConversationNotFound": (404, "Conversation not found."),
    "MemberNotFoundInConversation": (404, "Member not found."),
    "PreconditionFailed": (412, "Precondition failed, please try again."),
    "MessageSizeTooBig": (413, "Message size too large."),
    "Throttled": (429, "Too many requests."),
    "ServiceError": (500, "Internal server error."),
}
