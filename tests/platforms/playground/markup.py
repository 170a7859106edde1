"""HTML as a browser would see it, and texts that would like to be more than text."""

from collections.abc import Mapping
from html.parser import HTMLParser

HOSTILE = [
    "<script>alert(1)</script>",
    "<!channel> <@U1> </at>",
    "[x](http://e) =1+1",
    "{{DATE()}} {% raw %}",
    "*a* _b_ `c` {name}",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "&lt;b&gt; &amp;",
    "</textarea><b>",
    "\n  deux\n\n lignes ",
    "👩\u200d🚀 e\u0301 \u200b",
    "\u202eevil",
    "שלום עולם",
    "https://e.example/a",
]


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and the text inside them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **wanted: str) -> list[Mapping[str, str]]:
        found = [attributes for each, attributes in self.elements if each == tag]
        return [each for each in found if wanted.items() <= each.items()]

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}
