"""How Slack can misbehave."""

# What happens instead of a plain answer; `…_after`: the call has had its effect by then.
KINDS = (
    "throttled",  # 429 with a body
    "throttled_empty",  # 429 without one
    "throttled_bare",  # 429 that does not say for how long
    "failed",  # 500, and `error` in its body
    "failed_after",
    "html",  # 503 and a page
    "garbled",  # 200 and a page that says it is JSON
    "empty",  # 200 and nothing
    "empty_after",
    "reset",
    "reset_after",
    "hangs",  # no answer, ever
    "hangs_after",
    "word",  # 200 and `error`
    "word_after",
)
