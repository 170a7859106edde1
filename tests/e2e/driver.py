"""People at the playground's page: they see words and press what is written there."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

WIDE = (1440, 900)
A_DAY = 60_000  # milliseconds: everything that is due on the way is done and sent, however busy the machine


@dataclass
class Playground:
    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)  # of the pages' consoles: errors, refused scripts
    _contexts: list[BrowserContext] = field(default_factory=list)

    def sits(self, name: str, place: str = "", *, size: tuple[int, int] = WIDE, dark: bool = False) -> "Player":
        """Someone opens the page and plays `name`, in a browser profile of their own."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.goto(self.url)
        player = Player(page)
        player.plays(name)
        if place:
            player.looks_at(place)
        return player

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@dataclass
class Player:
    page: Page

    # Where

    def opens_the_side(self) -> None:
        """Where the page is narrow, people and places are behind a button."""
        phone = self.page.locator(".open-side")
        if phone.is_visible():
            phone.click()

    def plays(self, name: str) -> None:
        self.opens_the_side()
        self.page.locator(".who", has_text=name).click()
        expect(self.page.locator(".me b")).to_have_text(name)

    def looks_at(self, place: str) -> None:
        self.opens_the_side()
        self.page.locator(".place", has_text=place).click()
        expect(self.page.locator(".place[aria-current]")).to_contain_text(place)

    # What is there

    @property
    def clock(self) -> str:
        return str(self.page.locator(".hour").inner_text())

    @property
    def heading(self) -> str:
        return str(self.page.locator("h1").inner_text())

    @property
    def messages(self) -> Locator:
        return self.page.locator("#feed .msg")

    @property
    def told(self) -> Locator:
        """The last private answer."""
        return self.page.locator("#private .msg").last

    @property
    def form(self) -> Locator:
        return self.page.locator("dialog[open]")

    @property
    def line(self) -> Locator:
        return self.page.locator("#say")

    def message(self, text: str) -> Locator:
        return self.messages.filter(has_text=text).last

    def unread(self, place: str) -> Locator:
        return self.page.locator(".place", has_text=place).locator(".n")

    # What they do

    def says(self, text: str) -> None:
        self.line.fill(text)
        self.line.press("Enter")
        expect(self.line).to_have_value("")

    def presses(self, label: str, within: Locator | None = None) -> None:
        """By what is written on a button; what is read out goes on to say of which card it is."""
        named = re.compile(f"^{re.escape(label)}(, .*)?$", re.DOTALL)
        (within or self.page.locator("#scroll")).get_by_role("button", name=named).last.click()

    def opens(self, label: str, within: Locator | None = None) -> None:
        """A form. A press that meets the feed being drawn anew is lost: like a person, one presses again."""
        self.presses(label, within)
        try:
            expect(self.form).to_be_visible(timeout=4_000)
        except AssertionError:
            self.presses(label, within)
            expect(self.form).to_be_visible()

    def fills(self, **answers: str) -> None:
        """Writes into the open form, by the beginning of a label: underscores stand for spaces."""
        for label, text in answers.items():
            words = re.compile("^" + re.escape(label.replace("_", " ")), re.IGNORECASE)
            self.form.get_by_label(words).fill(text)

    def sends(self) -> None:
        self.form.locator("[type=submit]").click()

    def error(self, words: str) -> Locator:
        return self.form.locator(".err:visible", has_text=words)

    def speaks(self, language: str) -> None:
        """The page's own language, and that of everything new."""
        with self.page.expect_navigation():
            self.page.locator(f"[data-speak={language}]").click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def pushes_to(self, time: str) -> None:
        """Presses the clock's filled button until it shows `time`."""
        for _ in range(12):
            if self.clock == time:
                return
            before = self.clock
            self.page.locator(".bar [data-push=next]").click()
            expect(self.page.locator(".hour")).not_to_have_text(before, timeout=A_DAY)
        raise AssertionError(f"{time} never came, it is {self.clock}")

    def sleeps(self) -> None:
        """Presses the clock's last button: the next day, a while before the stand-up."""
        self.page.locator(".bar [data-push=tomorrow]").click()
        expect(self.page.locator(".hour")).to_have_text("09:20", timeout=A_DAY)
