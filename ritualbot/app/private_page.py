"""What a page behind a personal link says to the browser: keep nothing, load nothing, tell nobody where you were."""

from collections.abc import Mapping


def headers(style_hash: str, form_action: str) -> Mapping[str, str]:
    """`style_hash`: of the page's one style; `form_action`: where its forms may go, a source of the policy."""
    policy = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; img-src data:; form-action {form_action}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
    }
