"""A person with a microphone at a real browser: speaks, stops, sees lanes and words. The microphone plays a file."""

import shutil
import time
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from reviews.tests.browsing import QUIET, visiting
from reviews.tests.factories import MovieFactory
from speech.models import Recording
from speech.tests.saying_aloud import WORDS, sentence
from speech.tests.sounds import encoded

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
SPEAKING = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
WORKED_OFF = 240_000  # milliseconds: the slow worker may still be loading its models, beside a whole suite
EBML = b"\x1aE\xdf\xa3"  # how a WebM begins


@pytest.fixture(scope="module", autouse=True)
def orm_beside_the_browser():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="module")
def microphone(tmp_path_factory):
    """A WAV that the browser takes for a voice, again and again: a sentence that the real engine hears."""
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    path.write_bytes(encoded(sentence(rate=48_000)))
    return path


@pytest.fixture(scope="module")
def chromium(microphone):
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine; .ci/run installs one")
    arguments = [*QUIET, *SPEAKING, f"--use-file-for-fake-audio-capture={microphone}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture(scope="module")
def movie(live_stack):
    with live_stack.database():
        return MovieFactory(title="Said Aloud", slug="said-aloud-1999")


@pytest.fixture(scope="module")
def signed_in(live_stack, chromium):
    with visiting(chromium, live_stack.base_url) as visitor:
        visitor.sign_up("vera@example.org", "Vera Voice")
        return visitor.context.storage_state()


@pytest.fixture
def visitor(live_stack, chromium, signed_in):
    with visiting(chromium, live_stack.base_url, storage_state=signed_in) as somebody:
        yield somebody


def files_of(live_stack):
    """What lies on the stack's disk of voices."""
    return [path for path in (Path(live_stack.environment["EMOSENSE_VAR"]) / "media").rglob("*") if path.is_file()]


def until(page, expression, *, seconds=20):
    """Waits for it from outside of the page: the policy allows no script to be made of words inside."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        time.sleep(0.05)


def faults(visitor):
    """What axe finds. It copies the sheets of shadow trees, which the policy refuses: no fault of the page."""
    before = list(visitor.complaints)
    found = visitor.accessibility_faults()
    visitor.complaints[:] = before
    return found


def agree(visitor, movie):
    page = visitor.page
    visitor.open(f"/speech/new/?movie={movie.slug}")
    page.check("[name=consent_transcript]")
    page.check("[name=consent_emotion]")
    page.click("[data-agree]")
    page.wait_for_selector("[data-start]:visible")


def speak(visitor, *, seconds):
    page = visitor.page
    page.click("[data-start]")
    page.wait_for_selector("[data-stop]:visible")
    time.sleep(seconds)


@pytest.fixture(scope="module")
def recorded(live_stack, chromium, signed_in, movie):
    """The address of a recording that was spoken into the browser and worked off by the real worker."""
    with visiting(chromium, live_stack.base_url, storage_state=signed_in) as visitor:
        page = visitor.page
        agree(visitor, movie)
        assert faults(visitor) == []
        until(page, "document.querySelector('[data-level-words]').textContent === 'Your voice arrives.'")
        speak(visitor, seconds=6)
        until(page, "document.querySelector('[data-sent]').textContent.includes('safe on the server')")
        page.click("[data-pause]")
        page.click("[data-pause]")
        time.sleep(1)
        page.click("[data-stop]")
        page.wait_for_selector("[data-send]:visible")
        until(page, "document.querySelector('[data-listen]').readyState > 0")
        assert faults(visitor) == []
        page.dblclick("[data-send]")
        page.wait_for_url("**/speech/*-*-*/")
        page.wait_for_selector("#sound", timeout=WORKED_OFF)
        address = page.url.removeprefix(live_stack.base_url)
    with live_stack.database():
        recording = Recording.objects.get(movie=movie, state="ready")
        assert (recording.container, recording.codec) == ("matroska", "opus")
        assert 5.5 < recording.seconds < 10
        assert (recording.transcript.state, recording.transcript.engine) == ("draft", "pocketsphinx")
    assert not [path for path in files_of(live_stack) if path.read_bytes().startswith(EBML)]
    return address


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_speaks_into_a_microphone_sees_lanes_and_words(live_stack, chromium, signed_in, recorded, width, scheme):
    size = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "storage_state": signed_in}
    with visiting(chromium, live_stack.base_url, **size) as visitor:
        visitor.open(recorded)
        page = visitor.page
        page.wait_for_selector("[data-controls]:visible")

        assert page.locator(".es-lane").count() == 8
        assert page.locator("[data-segments] tbody tr").count() >= 1
        heard = page.locator("[data-words]").inner_text().lower()
        assert sum(word in heard for word in WORDS.split()) >= 4, heard
        page.wait_for_selector("[data-wave] canvas")
        page.wait_for_selector("[data-spectrum] canvas")
        assert faults(visitor) == []
        assert visitor.overflow() <= 0
        for button, name in (("[data-wave-png]", "waveform.png"), ("[data-lanes-png]", "emotions-along-time.png")):
            with page.expect_download() as kept:
                page.click(button)
            assert kept.value.suggested_filename == name
            assert Path(kept.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_player_is_led_by_keys_and_a_word_is_heard(visitor, recorded):
    visitor.open(recorded)
    page = visitor.page
    slider = page.locator("[data-slider]")
    slider.wait_for()
    until(page, "Number.isFinite(document.querySelector('[data-player]').duration)")
    slider.focus()

    page.keyboard.press("ArrowRight")
    until(page, "Math.abs(document.querySelector('[data-player]').currentTime - 2) < 0.1")
    assert slider.get_attribute("aria-valuetext").startswith("0:02 of 0:0")
    page.keyboard.press("End")
    until(page, "document.querySelector('[data-player]').currentTime > 3")
    page.keyboard.press("Home")
    until(page, "document.querySelector('[data-player]').currentTime === 0")
    page.keyboard.press(" ")
    until(page, "document.querySelector('[data-player]').currentTime > 0.2")
    page.keyboard.press(" ")
    assert page.evaluate("document.querySelector('[data-player]').paused")

    words = page.locator("[data-words] [role=button]")
    words.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    page.wait_for_selector(".es-said__word--now")
    begins = float(words.nth(1).get_attribute("data-start"))
    assert page.evaluate("document.querySelector('[data-player]').currentTime") >= begins


def test_a_closed_tab_loses_nothing_and_the_draft_goes_on(live_stack, visitor, signed_in, chromium, movie):
    agree(visitor, movie)
    speak(visitor, seconds=5)
    until(visitor.page, "document.querySelector('[data-sent]').textContent.includes('safe')")
    visitor.page.close(run_before_unload=False)

    with visiting(chromium, live_stack.base_url, storage_state=signed_in) as again:
        page = again.page
        again.open(f"/speech/new/?movie={movie.slug}")
        assert "An unfinished recording about Said Aloud" in page.locator("main").inner_text()
        assert faults(again) == []
        page.click("[data-draft-continue]")
        page.wait_for_selector("[data-start]:visible")
        speak(again, seconds=3)
        page.click("[data-stop]")
        page.wait_for_selector("[data-send]:visible")
        page.click("[data-send]")
        page.wait_for_url("**/speech/*-*-*/")
        page.wait_for_selector("#sound", timeout=WORKED_OFF)

    with live_stack.database():
        assert Recording.objects.filter(movie=movie).latest("created_at").seconds > 5


def test_what_is_discarded_is_recorded_anew(live_stack, visitor, movie):
    with live_stack.database():
        before = Recording.objects.filter(movie=movie).count()
    agree(visitor, movie)
    speak(visitor, seconds=2)
    visitor.page.click("[data-stop]")
    visitor.page.wait_for_selector("[data-again]:visible")

    visitor.page.click("[data-again]")

    visitor.page.wait_for_selector("[data-start]:visible")
    with live_stack.database():
        assert Recording.objects.filter(movie=movie).count() == before


def test_without_javascript_a_file_is_sent_and_its_result_is_a_table(
    live_stack, chromium, signed_in, movie, microphone
):
    with visiting(chromium, live_stack.base_url, storage_state=signed_in, java_script_enabled=False) as visitor:
        page = visitor.page
        visitor.open(f"/speech/new/?movie={movie.slug}")
        page.click(".es-tabs a:has-text('Upload a file')")
        page.check("[name=consent_emotion]")
        page.set_input_files("[name=file]", microphone)
        page.click("main form button[type=submit]")
        end = time.monotonic() + WORKED_OFF / 1000
        while not page.locator("#sound").count() and time.monotonic() < end:
            time.sleep(2)
            page.reload()

        assert page.locator("audio[controls]").is_visible()
        page.click("#segments summary")
        assert page.locator("[data-segments] tbody tr").first.is_visible()
        assert page.locator(".es-wave__drawn").is_visible()
