"""The people who attack: each knows how its requests are signed, and how it comes in."""
import base64
import hashlib
import hmac
import http.cookiejar
import json
import re
import struct
import time
import urllib.error
import urllib.request
import uuid

SECONDS = 30


class Answer:
    """A status, the problem's code if there is one, the body as text and how long it took."""

    def __init__(self, status, text, took):
        self.status, self.text, self.took = status, text, took
        self.json = None
        try:
            self.json = json.loads(text)
        except ValueError:
            pass
        self.code = self.json.get("code") if isinstance(self.json, dict) else None


class Person:
    """Somebody with a browser: cookies, and the headers that our own scripts send."""

    def __init__(self, name, address, headers=None):
        self.name, self.address = name, address
        self.headers = {"X-FirstWindow": "1", **(headers or {})}
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), StayHere, urllib.request.ProxyHandler({}))

    def call(self, method, path, body=None, form=None, patience=10):
        """Sends JSON or a form; an event stream is left after its head."""
        headers, data = dict(self.headers), None
        if form is not None:
            data, headers["Content-Type"] = form.encode(), "application/x-www-form-urlencoded"
        elif body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        start = time.monotonic()
        try:
            with self.opener.open(request, timeout=patience) as answer:
                isStream = answer.headers.get_content_type() == "text/event-stream"
                text = "" if isStream else answer.read().decode("utf-8", "replace")
                return Answer(answer.status, text, time.monotonic() - start)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode("utf-8", "replace"), time.monotonic() - start)

    def cookies(self):
        """The value of the header Cookie."""
        return "; ".join(f"{c.name}={c.value}" for c in self.jar)

    def token(self, page):
        """What a form of that page must bring along."""
        found = re.search(r'name="__RequestVerificationToken" value="([^"]+)"', self.call("GET", page).text)
        return found.group(1) if found else ""


class StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *_):
        return None


class Staff(Person):
    """A demo account, signed in by password and code."""

    def __init__(self, name, address, account):
        super().__init__(name, address)
        self.account, self.step = account, 0

    def sign_in(self):
        """Signs in; a code works once, so a second time waits for the next one."""
        while int(time.time()) // SECONDS <= self.step:
            time.sleep(1)
        self.step = int(time.time()) // SECONDS
        answer = self.call("POST", "/api/v1/session", {
            "userName": self.account["userName"], "password": self.account["password"],
            "code": code_of(self.account["totpSecret"], self.step)})
        if answer.status != 200:
            raise SystemExit(f"{self.name} cannot sign in: {answer.status} {answer.text}")
        pledge = self.call("GET", "/api/v1/pledge").json
        self.call("PUT", "/api/v1/pledge/acceptance", {"version": pledge["version"]})


class Customer(Person):
    """A customer of the bank with a conversation, and signed in to the own page."""

    def __init__(self, name, address, mint):
        super().__init__(name, address)
        self.mint = mint
        self.enter()

    def enter(self):
        """Opens the own page, which shuts by itself; a token works once."""
        self.call("POST", "/api/v1/my-data/session", {"customerToken": self.mint()})

    def open_conversation(self):
        """Opens a conversation that this customer's calls are about."""
        opened = self.call("POST", "/api/v1/conversations", {"channel": "web", "locale": "zh-CN", "notice": 1}).json
        self.conversation = opened["id"]
        self.headers["Authorization"] = f"Bearer {opened['token']}"
        return self.conversation

    def say(self, text):
        """Says something in it."""
        return self.call("POST", f"/api/v1/conversations/{self.conversation}/messages",
                         {"id": str(uuid.uuid4()), "text": text})


def code_of(secret, step):
    """The one-time code of a step (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
