"""The page as a browser shows it: both languages, a phone and a desk, nothing asked of a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tsi_warehouse.report.page import SECTIONS

pytestmark = pytest.mark.browser
CHECKS = Path(__file__).with_name("checks.js").read_text(encoding="utf-8")


@contextmanager
def opened(browser: Any, file: Path, lang: str, width: int, **options: Any) -> Iterator[Any]:
    """The page, with every message of its console and every request noted in `page.noted`."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **options)
    # Half a minute may be too short on a busy machine; this only ends what hangs.
    page.set_default_timeout(600_000)
    page.noted = []
    page.on("console", lambda message: page.noted.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: page.noted.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (page.noted.append("dialog"), dialog.dismiss()))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:"))
            else page.noted.append(f"request: {request.url}")
        ),
    )
    page.goto(f"{file.as_uri()}?lang={lang}")
    try:
        yield page
    finally:
        page.close()


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_is_whole_quiet_and_accessible(
    browser: Any, page_file: Path, lang: str, width: int
) -> None:
    with opened(browser, page_file, lang, width) as page:
        for name in SECTIONS:
            assert page.locator(f"#{name}").inner_text().strip(), name
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert page.evaluate(CHECKS) == []
        assert page.noted == []


def test_switch_shows_one_language_at_a_time(browser: Any, usual_page: Path) -> None:
    with opened(browser, usual_page, "zh", 1280) as page:
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert page.locator("h1 [lang=en]").is_hidden()
        page.get_by_role("button", name="English").click()
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.locator("h1 [lang=zh]").is_hidden()
        assert page.locator("h1 [lang=en]").is_visible()
        assert page.locator("nav").first.get_attribute("aria-label") == "Contents"
        assert page.noted == []


def test_another_region_shows_another_picture(browser: Any, usual_page: Path) -> None:
    with opened(browser, usual_page, "en", 1280) as page:
        code = page.locator("#region option").nth(3).get_attribute("value")
        page.locator("#region").select_option(code)
        shown = [part for part in page.locator("[data-region]").all() if part.is_visible()]
        assert [part.get_attribute("data-region") for part in shown] == [code]


def test_without_scripts_both_languages_show(browser: Any, usual_page: Path) -> None:
    with opened(browser, usual_page, "zh", 1280, java_script_enabled=False) as page:
        assert page.locator("h1 [lang=zh]").is_visible()
        assert page.locator("h1 [lang=en]").is_visible()


def test_data_behind_a_picture_can_be_saved(browser: Any, usual_page: Path) -> None:
    with opened(browser, usual_page, "en", 1280) as page:
        with page.expect_download() as download:
            page.locator("figure a.data-link").first.click()
        saved = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert saved.startswith("indicator_id,year,total,reported,filled,missing\n")


def test_the_checks_find_what_is_wrong(browser: Any, usual_page: Path) -> None:
    with opened(browser, usual_page, "en", 390) as page:
        page.evaluate(
            """() => {
                const main = document.querySelector("main");
                main.insertAdjacentHTML("beforeend", "<h2></h2><button></button><h4>deep</h4>" +
                    "<p style='color:#aaa' id='data'>pale</p><table><tr><td>bare</td></tr></table>");
                const pale = main.querySelector("p:last-of-type");
                pale.style.color = "#aaa";
                pale.style.width = "500px";
            }"""
        )
        faults = " ".join(page.evaluate(CHECKS))
    for fault in (
        "empty heading", "no name: BUTTON", "skips a level", "contrast", "id twice: data",
        "table without headers", "page overflows", "sticks out",
    ):  # fmt: skip
        assert fault in faults


def test_chinese_has_its_own_glyphs(browser: Any, usual_page: Path) -> None:
    """Two different characters look different, which boxes in place of glyphs would not."""
    with opened(browser, usual_page, "zh", 390) as page:
        differ = page.evaluate(
            """() => {
                const draw = (text) => {
                    const canvas = document.createElement("canvas");
                    const context = canvas.getContext("2d");
                    context.font = getComputedStyle(document.body).font;
                    context.fillText(text, 20, 40);
                    return canvas.toDataURL();
                };
                return draw("数") !== draw("指");
            }"""
        )
    assert differ


def test_dictionary_opens_quietly_and_names_its_columns(browser: Any, release: Path) -> None:
    with opened(browser, release / "report" / "dictionary.html", "zh", 1280) as page:
        page.goto(page.url.partition("?")[0] + "#!/model/model.tsi.int_mediation_paths")
        page.get_by_text("论文中的表号").first.wait_for()
        assert page.noted == []


def test_page_prints(browser: Any, usual_page: Path) -> None:
    with opened(browser, usual_page, "zh", 1280) as page:
        assert len(page.pdf(format="A4")) > 50_000
