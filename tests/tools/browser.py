# SPDX-License-Identifier: Apache-2.0
"""Chromium without a window, driven over a pipe by its DevTools protocol: nothing but Python's library is needed."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PATIENCE = 60  # seconds, for one answer


def find_browser():
    """Its program, or None."""
    return next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


class BrowserError(Exception):
    pass


class Browser:
    """One page at a time. To be used in a `with`."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="penstock-browser-")
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()
        command = [program, "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={self.folder}", "--no-sandbox",
                   "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
                   "--disable-extensions", "--disable-sync", "--disable-features=Translate,MediaRouter", "about:blank"]
        # The browser reads commands from its descriptor 3, and answers on 4. The pipe made last has higher ones.
        shell = ["bash", "-c", 'exec 3<&"$0" 4>&"$1" "${@:2}"', str(to_browser), str(from_browser)]
        self.process = subprocess.Popen(shell + command, pass_fds=(to_browser, from_browser), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.rest = b""
        self.number = 0
        self.session = None
        self.events = []

    def __enter__(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(PATIENCE)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.write_end)
        os.close(self.read_end)
        shutil.rmtree(self.folder, ignore_errors=True)

    def next_message(self, deadline):
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.read_end], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                raise BrowserError(f"no answer within {PATIENCE} s")
            piece = os.read(self.read_end, 1 << 20)
            if not piece:
                raise BrowserError("the browser has ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        """What the browser answers. Events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        text = json.dumps(message).encode() + b"\0"
        while text:
            text = text[os.write(self.write_end, text):]
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.next_message(deadline)
            if answer.get("id") != self.number:
                self.events.append(answer)
            elif "error" in answer:
                raise BrowserError(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def await_event(self, method):
        deadline = time.monotonic() + PATIENCE
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.next_message(deadline))

    def open(self, page, width=1280, height=900, scheme="light", is_phone=False):
        """Loads a file, and forgets what was said of others."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if is_phone else 1,
                  mobile=is_phone)
        self.call("Emulation.setTouchEmulationEnabled", enabled=is_phone)
        self.emulate(scheme)
        self.events = []
        self.call("Page.navigate", url=Path(page).resolve().as_uri())
        self.await_event("Page.loadEventFired")
        self.frames()

    def emulate(self, scheme="light", media=""):
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def value(self, expression):
        """Of an expression in JavaScript; of a promise what it comes to."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def frames(self, number=3):
        """Lets the page draw what has changed."""
        self.value(f"""(async () => {{ for (let i = 0; i < {number}; ++i)
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))); }})()""")

    def mouse(self, kind, x, y, **more):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def click(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, x, y, button="left", buttons=1 if kind == "mousePressed" else 0, clickCount=1)
        self.frames()

    def wheel(self, x, y, pixels):
        """Down, or up where there are less than none."""
        self.mouse("mouseWheel", x, y, deltaX=0, deltaY=pixels)
        self.frames()

    def touch(self, kind, *points):
        self.call("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)])

    def key(self, key, text=""):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, **({"text": text} if text and kind == "keyDown" else {}))
        self.frames()

    def type(self, text):
        self.call("Input.insertText", text=text)
        self.frames()

    def box(self, selector):
        """Of an element, in the middle of the window."""
        return self.value(f"""(() => {{ const found = document.querySelector({json.dumps(selector)});
            found.scrollIntoView({{ block: "center", behavior: "instant" }});
            const box = found.getBoundingClientRect();
            return {{ x: box.x, y: box.y, width: box.width, height: box.height }}; }})()""")

    def picture(self, file, is_whole=True):
        """A PNG of the page."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=is_whole)
        Path(file).write_bytes(base64.b64decode(shot["data"]))

    def pdf(self, file):
        shot = self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=False)
        Path(file).write_bytes(base64.b64decode(shot["data"]))

    def complaints(self):
        """What was said on the console, and what went wrong, since the page was opened."""
        self.frames(1)
        said = []
        for event in self.events:
            params = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                said.append(details.get("exception", {}).get("description", details["text"]))
            elif event.get("method") == "Log.entryAdded":
                said.append(params["entry"]["text"])
            elif event.get("method") == "Runtime.consoleAPICalled":
                said.append(f"console.{params['type']}: {params['args']}")
        return said

    def requests(self):
        """What was asked for since then."""
        self.frames(1)
        return [event["params"]["request"]["url"] for event in self.events
                if event.get("method") == "Network.requestWillBeSent"]
