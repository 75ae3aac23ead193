"""Find a Chrome or Chromium for the browser tests, or get one; print its path.

In order: the one that $KHARITA_BROWSER names, an installed one, one that Playwright has, Debian's package
where this is root, Playwright's download. Run by `make test`; the tests call `browser()`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MEND = (
    "No browser for the tests: install Chrome or Chromium (Debian: apt install chromium), "
    "or name one in KHARITA_BROWSER, and run make test again."
)


def browser() -> str | None:
    """The path of a browser that is there and starts, or None."""
    named = os.environ.get("KHARITA_BROWSER")
    candidates = [named] if named else [*(shutil.which(name) for name in NAMES), *MAC, _of_playwright()]
    return next((each for each in candidates if each and _starts(each)), None)


def _starts(path: str) -> bool:
    """Whether it runs: Ubuntu's chromium-browser may be a script that only asks for a snap."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _of_playwright() -> str | None:
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:  # without a browser of its own, Playwright may also fail to start
        return None
    return path if Path(path).exists() else None


def _get() -> None:
    """Install one, by the way that this machine allows."""
    if os.environ.get("KHARITA_BROWSER"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's chromium and fonts with Arabic letters", file=sys.stderr)
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False, stdout=sys.stderr)
        packages = ["chromium", "fonts-noto-core"]
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        if subprocess.run(command, env=quiet, check=False, stdout=sys.stderr).returncode == 0:
            return
    print("Downloading Playwright's browser", file=sys.stderr)
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr
    )


def main() -> int:
    """Print the path of a browser, getting one where there is none; 1 with what to do where that fails."""
    found = browser()
    if found is None:
        _get()
        found = browser()
    print(found if found else MEND, file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
