"""Every route of the table, and for each a request that reaches its handler."""
import csv
import json
import re
import uuid
from html.parser import HTMLParser

TABLE = "tests/Api/access-matrix.tsv"
NO_ROW = "00000000-0000-0000-0000-000000000001"
# After these the person who calls has no session, desk or contact any more: they come last.
LAST = ("/wrap-up", "/end", "/transfers", "/takeover", "/person", "/place", "/message-left", "/acceptance")
ENDS_SESSION = (("DELETE", "/api/v1/session"), ("PUT", "/api/v1/session/lock"), ("POST", "/lock"),
                ("POST", "/sign-out"), ("DELETE", "/api/v1/my-data/session"), ("POST", "/my-account/sessions/end"))
# What a field is called says what belongs in it; anything else gets a word or a number.
VALUES = {
    "locale": "zh-CN", "language": "zh", "channel": "web", "notice": 1, "kind": "elder", "purpose": "service",
    "by": "number", "field": "phone", "source": "customer", "state": "available", "decision": "given",
    "category": "cards", "outcome": "resolved", "queue": "expert", "role": "agent", "roles": ["agent"],
    "reason": "测试用的理由", "text": "测试", "value": "C10000001", "score": 5, "minutes": 1, "code": "000000",
    "userName": "nobody.here", "password": "Nobody-here-1", "key": "x", "days": 7, "page": "window-one",
}

# What the server's description does not tell: a body read by hand, and words allowed in one place only.
UNTOLD = {"/messages": {"id": str(uuid.uuid4()), "text": "测试"}, "/machine-drafts": {"purpose": "reply"}}
# Buttons are no fields, and of rows that the attacked house does not have no page shows a form: what they ask for.
WHOLE_FORM = {
    "approve": "true", "disabled": "true", "paused": "true", "keep": "true", "sure": "yes", "role": "agent",
    "staff": NO_ROW, "delivery": NO_ROW, "reason": "测试用的理由", "text": "测试", "done": "测试", "told": "测试",
    "satisfied": "yes", "after": "测试", "conclusion": "测试", "before": "测试", "title": "测试", "pack": "zh",
}


class Route:
    """One line of the table."""

    def __init__(self, method, path, permission, roles):
        self.method, self.path, self.permission, self.roles = method, path, permission, roles.split(",")
        self.label = f"{method} {path}"
        self.isApi = path.startswith("/api/")

    def rank(self):
        """When its turn is."""
        if (self.method, self.path) in ENDS_SESSION:
            return 2
        return 1 if self.path.endswith(LAST) and self.method != "GET" else 0


def read():
    """The table, in the order of attack."""
    with open(TABLE, encoding="utf-8") as table:
        rows = [row for row in csv.reader(table, delimiter="\t") if row and not row[0].startswith("#")]
    return sorted((Route(*row[:4]) for row in rows), key=lambda r: (r.rank(), r.path))


class Guide:
    """Knows from the server's own description what each route takes, and which rows there are."""

    def __init__(self, description, rows):
        self.schemas = description.get("components", {}).get("schemas", {})
        self.calls = {}
        for path, methods in description["paths"].items():
            for method, call in methods.items():
                self.calls[(method.upper(), path.rstrip("/"))] = call
        self.rows, self.forms = rows, {}

    def call_of(self, route):
        """The description of a route."""
        bare = re.sub(r"\{\*{0,2}(\w+)[^}]*(?:\([^)]*\))?\}", r"{\1}", route.path)
        return self.calls.get((route.method, bare.rstrip("/")), {})

    def url(self, route, mark=""):
        """An address of the route: rows that exist, every parameter filled; words in the path get the mark."""
        path = re.sub(r"\{(\w+):guid\}", lambda m: self.row(route.path, m.group(1)), route.path)
        path = path.replace("{**path}", "x").replace("{year:int:range(2020,2100)}", "2026")
        path = path.replace("{date:datetime}", "2026-10-01")
        path = path.replace("{version}", "1")
        path = re.sub(r"\{[^}]+\}", "x" + mark, path)
        asked = [p for p in self.call_of(route).get("parameters", []) if p["in"] == "query"]
        return path + ("?" + "&".join(f"{p['name']}={self.text(p)}" for p in asked) if asked else "")

    def row(self, path, name):
        """An id for a place in the path."""
        for begin, row in self.rows.items():
            if path.startswith(begin) and name == "id":
                return row
        return NO_ROW

    def text(self, parameter):
        """A good value of a query's parameter."""
        if parameter["name"] == "after" and "/events" not in parameter["name"]:
            return "0"
        value = self.value(parameter["name"][0].lower() + parameter["name"][1:], parameter.get("schema", {}))
        return value if isinstance(value, str) and value.isascii() else "1"

    def body(self, route):
        """JSON that the route takes; none when it takes none."""
        content = self.call_of(route).get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        for end, told in UNTOLD.items():
            if route.path.endswith(end):
                return told
        return None if schema is None else self.value("", schema)

    def value(self, name, schema, depth=0):
        """A value of a schema."""
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        for several in ("oneOf", "anyOf", "allOf"):
            if several in schema:
                schema = next((s for s in schema[several] if s.get("type") != "null"), {})
                return self.value(name, schema, depth)
        kind = schema.get("type", "string")
        kinds = kind if isinstance(kind, list) else [kind]
        if "properties" in schema and depth < 4:
            return {k: self.value(k, s, depth + 1) for k, s in schema["properties"].items()}
        if "object" in kinds:
            return {}
        if "array" in kinds:
            return VALUES[name] if isinstance(VALUES.get(name), list) else [
                self.value("", schema.get("items", {}), depth + 1)]
        if "boolean" in kinds:
            return False
        if "integer" in kinds or "number" in kinds:
            return VALUES[name] if isinstance(VALUES.get(name), int) else 1
        if schema.get("format") == "uuid":
            return str(uuid.uuid4()) if name == "id" else NO_ROW
        if schema.get("format") == "date-time":
            return "2026-10-01T00:00:00Z"
        if schema.get("format") == "date":
            return "2099-10-01"
        if choice := re.fullmatch(r"\^\(([\w-]+)[|\w-]*\)\$", schema.get("pattern", "")):
            return choice.group(1)
        if "enum" in schema:
            return schema["enum"][0]
        return VALUES[name] if isinstance(VALUES.get(name), str) else "abcd"

    def learn_forms(self, html):
        """Remembers the forms of a page by where they lead."""
        reader = Forms()
        reader.feed(html)
        for action, fields in reader.found:
            self.forms.setdefault(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "{}", action.split("?")[0]), fields)

    def form(self, route, token):
        """The fields of a page's form as a browser would send them."""
        fields = {**WHOLE_FORM, **self.forms.get(re.sub(r"\{[^}]+\}", "{}", route.path), {})}
        fields["__RequestVerificationToken"] = token
        return {k: v or WHOLE_FORM.get(k) or str(VALUES.get(k[0].lower() + k[1:], "abcd")) for k, v in fields.items()}


class Forms(HTMLParser):
    """Forms of a page: where they lead, and their fields."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and (attrs.get("method") or "").lower() == "post":
            self.found.append((attrs.get("action") or "", {}))
        elif tag in ("input", "select", "textarea") and attrs.get("name") and self.found:
            self.found[-1][1][attrs["name"]] = attrs.get("value") or ""


def burp(person, calls):
    """Calls in the form of a proxy's log, from which sqlmap attacks all in one go."""
    lines = []
    for method, url, body in calls:
        lines += ["=" * 54, f"{method} {url} HTTP/1.1", f"Host: {person.address.split('//')[1]}",
                  *(f"{k}: {v}" for k, v in person.headers.items())]
        if person.cookies():
            lines.append(f"Cookie: {person.cookies()}")
        lines += ["Content-Type: application/json", "", json.dumps(body)] if body is not None else [""]
        lines.append("=" * 54)
    return "\n".join(lines) + "\n"
