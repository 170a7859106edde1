"""SPEC F2: a sprint's file opens in LibreOffice and prints: a page a sheet, none of them blank, nothing cut off."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ritualbot.reports.sprint_xlsx import sprint_workbook
from ritualbot.store.engine import begin, reading
from tests.databases import engine_of
from tests.reports.hostile import opened
from tests.reports.sprint_story import END, ITEMS, build_rows, build_sprint, close

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdftotext")),
        reason="needs LibreOffice; on Debian: apt-get install --no-install-recommends libreoffice-calc poppler-utils",
    ),
]
LONG = "Une phrase assez longue pour passer à la ligne plusieurs fois dans sa colonne, sans être coupée. " * 3


def printed(folder: Path, data: bytes) -> list[str]:
    """The text of each page as LibreOffice prints it."""
    (folder / "sprint.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "sprint.xlsx"]
    subprocess.run(convert, cwd=folder, check=True, capture_output=True, timeout=300)
    read = ["pdftotext", "-layout", str(folder / "sprint.pdf"), "-"]
    text = subprocess.run(read, check=True, capture_output=True, text=True, timeout=60).stdout
    return text.split("\f")[:-1]


def export(url: str, language: str, days: int, more: int = 0) -> bytes:
    engine = engine_of(url)
    with begin(engine) as session:
        sprint = build_sprint(session, days=days)
        build_rows(session, sprint, [f"{number} {LONG}" for number in range(more)])
        close(sprint)
        sprint_id = sprint.id
    with reading(engine) as session:
        found = session.get(type(sprint), sprint_id)
        assert found is not None
        return sprint_workbook(session, found, language, END)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sprint_prints_a_page_for_each_sheet(sqlite_url: str, tmp_path: Path, language: str) -> None:
    data = export(sqlite_url, language, days=10)
    pages = printed(tmp_path, data)
    sheets = opened(data).sheetnames
    assert len(pages) == len(sheets)
    for number, (page, sheet) in enumerate(zip(pages, sheets, strict=True), 1):
        assert "Printemps, Sprint 12" in page and sheet in page  # the heading
        assert f"{number}/{len(sheets)}" in page.replace(" ", "")
        assert len(page.split("\n")) > 5, sheet
    plan = pages[1]
    for title, *_ in ITEMS:
        assert title.split()[0] in plan
    # The names of days and months are the file's language's, whatever the program's own.
    assert re.search({"fr": r"lun\. 1 mars 2027", "en": "Mon 1 Mar 2027"}[language], pages[2])
    assert "#####" not in "".join(pages)  # what a column too narrow for a date shows


def test_a_long_sprint_goes_on_over_pages_under_the_same_head(sqlite_url: str, tmp_path: Path) -> None:
    """No text is cut: each is there to its last word, on pages that are not blank."""
    data = export(sqlite_url, "fr", days=60, more=30)
    pages = printed(tmp_path, data)
    assert len(opened(data).sheetnames) < len(pages) < 40
    blockers = [page for page in pages if page.lstrip().split("\n")[0].rstrip().endswith("Blocages")]
    assert len(blockers) > 1
    assert all("Signalé le" in page for page in blockers)
    words = " ".join(blockers).count("coupée")
    assert words == 30 * 3
    assert all(len(page.split()) > 15 for page in pages)
