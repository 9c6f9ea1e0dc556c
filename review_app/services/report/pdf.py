"""PDF: the report printed by the Chromium or Chrome that is there."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from review_app.charts import files
from review_app.errors import ExportError
from review_app.wording import later

# A report of a million responses takes some ten seconds on a slow machine.
SECONDS = 180
NO_BROWSER = later(
    "no Chromium or Chrome was found to print the report with; install one (Debian: apt-get install chromium), or set "
    "BROWSER_PATH to where it is, or open {page} in any browser and print it"
)
FAILED = later("{page} could not be printed by {browser} ({reason}); open it in any browser and print it")

# The page is our own and may fetch nothing. Containers and root have no sandbox; charts are drawn without one too.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)


def print_pdf(page: Path, target: Path) -> None:
    """Print an HTML file to another. Raises ExportError where no browser is there, or it fails."""
    browser = files.browser()
    if browser is None:
        raise ExportError(NO_BROWSER, page=page)
    with tempfile.TemporaryDirectory(prefix="review_app-print-") as profile:
        printed = f"--print-to-pdf={target.resolve()}"
        command = [browser, *FLAGS, f"--user-data-dir={profile}", printed, page.resolve().as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own file
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ExportError(FAILED, page=page, browser=browser, reason=error) from error
    if done.returncode or not target.is_file():
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ExportError(FAILED, page=page, browser=browser, reason=said[-1] if said else done.returncode)
