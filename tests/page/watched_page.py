"""Pages of which every complaint is kept: errors of scripts, the console, the content policy, and dialogs."""

from playwright.async_api import expect

WIDE = {"width": 1600, "height": 1000}
PHONE = {"width": 390, "height": 844}
NETWORK = "Failed to load resource"
"""What Chromium says of a service that is down or wants a key; the page is made for both."""


class WatchedPages:
    """Opens pages and keeps what they complain about in `complaints`."""

    def __init__(self, browser):
        self._browser = browser
        self._contexts = []
        self.complaints = []

    async def open(self, url, viewport=WIDE, **options):
        """A new page in a context of its own, at that URL."""
        context = await self._browser.new_context(viewport=viewport, **options)
        self._contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", self._console)
        page.on("dialog", self._dialog)
        await page.goto(url)
        return page

    async def close(self):
        for context in self._contexts:
            for page in context.pages:
                await page.unroute_all(behavior="ignoreErrors")  # an answer on its way is of no interest any more
            await context.close()

    def _console(self, message):
        if message.type in {"error", "warning"} and NETWORK not in message.text:
            self.complaints.append(f"console: {message.text}")

    async def _dialog(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        await dialog.dismiss()


def rows(page):
    """The rows of the table that exist now."""
    return page.locator(".table-body [role=row]")


def row(page, name, provider=None):
    """The row of a model, by its exact name."""
    found = rows(page).filter(has=page.get_by_role("button", name=name, exact=True))
    return found.filter(has_text=provider) if provider else found


def card(page, provider):
    """The card of a provider in the strip."""
    return page.locator(".card").filter(has=page.get_by_role("button", name=provider, exact=True))


async def shown_names(page):
    """The names in the table from top to bottom."""
    found = rows(page)
    placed = await found.evaluate_all(
        "rows => rows.map(row => [Number(row.ariaRowIndex ?? row.getAttribute('aria-rowindex')),"
        " row.querySelector('.row-name').textContent])"
    )
    return [name for _index, name in sorted(placed)]


async def expect_count(page, text):
    """How many models the toolbar says there are."""
    await expect(page.locator(".count-of-rows")).to_have_text(text)
