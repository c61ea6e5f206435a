"""Walks every route, then lets wapiti and sqlmap loose; says what was found and what was not reached."""
import argparse
import csv
import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict

import house
import routes
from people import Customer, Person, Staff

# The gate, the framework's own answers and the limits: whoever gets one of these has not reached the handler.
SHUT = {401, 405, 415, 423, 429}
# What could not be read or lacks a field was refused before the handler, too.
UNREAD = ("request.malformed", "request.invalid")
SLOW_SECONDS = 5
WAPITI_SECONDS = int(os.environ.get("ATTACK_WAPITI_SECONDS", "300"))
SQLMAP_SECONDS = int(os.environ.get("ATTACK_SQLMAP_SECONDS", "420"))
# Not blindsql: it waits for statements that sleep, and SQLite has none.
WAPITI_MODULES = "sql,xss,permanentxss,exec,file,redirect,crlf,csrf,cookieflags,csp,http_headers"


class Attack:
    """The house under attack, its people and what came of it."""

    def __init__(self, settings):
        self.address, self.out, self.findings = settings.address, settings.out, []
        with open(f"{settings.house}/demo-accounts.json", encoding="utf-8") as file:
            accounts = {a["userName"]: a for a in json.load(file)}
        self.nobody = Person("nobody", self.address)
        self.customer = Customer("customer", self.address, lambda: subprocess.check_output(
            [settings.program, "token", "customer", "--subject", "C10000001", "--data", settings.house], text=True).strip())
        self.agent = Staff("agent", self.address, accounts["lin.yue"])
        self.everybody = Staff("every role", self.address, accounts[house.EVERYBODY])
        self.database = f"{settings.house}/firstwindow.db"
        # Whoever calls what ends a session has no second turn.
        self.leavers = [Staff("leaver", self.address, accounts[n]) for n in ("zhou.lan", "he.zhiyuan", "su.wanqing",
                                                                           "tang.xiaomin", "ma.jianguo")]
        self.table = routes.read()
        self.guide = routes.Guide(self.nobody.call("GET", "/openapi/v1.json").json, {})
        self.reached, self.why_not, self.figures = set(), {}, []

    def prepare(self):
        """Has a contact served."""
        self.agent.sign_in()
        self.everybody.sign_in()
        self.serve()

    def serve(self):
        """A new contact, in the agent's hands."""
        conversation = self.customer.open_conversation()
        self.customer.say("信用卡丢了怎么办")
        self.customer.call("POST", f"/api/v1/conversations/{conversation}/person", {})
        self.agent.call("PUT", "/api/v1/desk/presence", {"state": "available", "capacity": 4})
        for _ in range(40):
            time.sleep(0.5)
            if self.agent.call("PUT", f"/api/v1/conversations/{conversation}/acceptance", {}).status == 204:
                break
        else:
            raise SystemExit("nobody serves the customer: the contact did not come to the agent")
        self.guide.rows = {"/api/v1/conversations/": conversation, "/api/v1/desk/contacts/": conversation,
                           "/contacts/": conversation}

    def sign_in(self, person):
        """Again, and although wrong codes were sent: whoever attacks the lock locks the account."""
        if isinstance(person, Staff):
            house.unlock(self.database)
            person.sign_in()

    def person_for(self, route):
        """Whoever has least and still gets in."""
        if route.rank() == 2 and route.permission != "open":
            leaver = self.leavers.pop()
            leaver.sign_in()
            return leaver
        if route.path.startswith(("/my-data", "/api/v1/my-data", "/api/v1/conversations/{id:guid}")):
            if route.permission == "open":
                return self.customer
        if route.permission == "open":
            return self.nobody
        return self.agent if "agent" in route.roles else self.everybody

    def walk(self):
        """One good request to every route; pages first, whose forms the posts need."""
        pages = [r for r in self.table if r.method == "GET" and not r.isApi]
        for route in pages + [r for r in self.table if r not in pages]:
            person = self.person_for(route)
            if route.method == "GET" and not route.isApi:
                answer = person.call("GET", self.guide.url(route))
                self.guide.learn_forms(answer.text)
            elif route.isApi:
                answer = person.call(route.method, self.guide.url(route), self.guide.body(route))
            else:
                form = self.guide.form(route, self.token_of(person))
                answer = person.call(route.method, self.guide.url(route), form=encoded(form))
            self.judge(route, answer, person.name)

    def token_of(self, person):
        return person.token("/sign-in" if person in (self.nobody, self.customer) else "/pledge")

    def judge(self, route, answer, who):
        """Whether the handler itself answered, and answered as it should."""
        isPage = answer.text.startswith("<!DOCTYPE html>")
        isShut = answer.status in SHUT and answer.code != "sign-in.failed" and not isPage
        if isShut or (answer.code or "").startswith("access.") or answer.code in UNREAD:
            self.why_not[route.label] = f"{answer.status} {answer.code or ''} as {who}"
        else:
            self.reached.add(route.label)
        if answer.status >= 500:
            self.found("walk", route.label, f"{answer.status} {answer.code or ''}")
        if answer.took > SLOW_SECONDS:
            self.found("walk", route.label, f"answered after {answer.took:.1f} s")

    def found(self, tool, where, what):
        self.findings.append((tool, where, what))

    def wapiti(self, person):
        """Pages and forms, from every page as a start."""
        name = person.name.replace(" ", "-")
        self.sign_in(person)
        jar, report = f"{self.out}/wapiti-{name}-cookies.json", f"{self.out}/wapiti-{name}.json"
        with open(jar, "w", encoding="utf-8") as file:
            json.dump({"localhost.local": {"/": {c.name: cookie(c) for c in person.jar}}}, file)
        each = WAPITI_SECONDS * 11 // 20 // len(WAPITI_MODULES.split(","))  # The rest is for beginning and ending.
        starts = [self.address + self.guide.url(r) for r in self.table
                  if r.method == "GET" and not r.isApi and "**" not in r.path and not r.path.endswith("/events")
                  and r.path not in ("/openapi/v1.json", "/metrics") and person in (self.person_for(r), self.everybody)]
        command = ["/usr/bin/python3", "tests/attack/crawler.py", "-u", self.address + "/", "-m", WAPITI_MODULES, "-c", jar, "-f", "json",
                   "-o", report, "--flush-session", "--no-bugreport", "--store-session", f"{self.out}/wapiti-{name}",
                   "--max-scan-time", str(WAPITI_SECONDS // 4), "--max-attack-time", str(each), "-v", "0", "-d", "2",
                   "--skip", "__RequestVerificationToken"]
        for start in starts:
            command += ["-s", start]
        for left in ("/sign-out", "/lock", "/my-account/sessions/*", "/assets/*", "/sign-in/bank*"):
            command += ["-x", self.address + left]
        before = self.answered()
        self.run(command, f"wapiti-{name}", WAPITI_SECONDS)
        self.figures.append(f"wapiti as {person.name}: {len(starts)} pages to begin with, {self.answered() - before} requests")
        if not os.path.exists(report):
            self.found("wapiti", person.name, "no report was written; see its log")
            return
        with open(report, encoding="utf-8") as file:
            said = json.load(file)
        for group in ("vulnerabilities", "anomalies"):
            for kind, cases in said[group].items():
                for case in cases:
                    self.found("wapiti", f"{case['method']} {case['path']}", f"{kind}: {case['info']}")

    def sqlmap(self, person):
        """The API, every parameter and field of every route this person is the one for."""
        name = person.name.replace(" ", "-")
        self.sign_in(person)
        calls = {}  # sqlmap takes two methods at one address with the same fields for one.
        for route in self.table:
            if route.isApi and route.rank() < 2 and self.person_for(route) is person:
                url, body = self.guide.url(route, mark="*"), self.guide.body(route)
                if "?" in url or "*" in url or body:
                    calls.setdefault((url, json.dumps(body)), (route.method, url, body))
        log = f"{self.out}/sqlmap-{name}.requests"
        with open(log, "w", encoding="utf-8") as file:
            file.write(routes.burp(person, calls.values()))
        results = f"{self.out}/sqlmap-{name}.csv"
        before = self.answered()
        self.run(["/usr/bin/sqlmap", "-l", log, "--batch", "--ignore-stdin", "--level", "2", "--risk", "1", "--technique", "BE",
                  "--dbms", "sqlite", "--skip", "cookie,user-agent,referer", "--ignore-code", "401,404", "--timeout", "5",
                  "--retries", "0", "--threads", "2", "--flush-session", "--disable-coloring", "-v", "1",
                  "--output-dir", f"{self.out}/sqlmap", "--results-file", results], f"sqlmap-{name}", SQLMAP_SECONDS)
        with open(f"{self.out}/sqlmap-{name}.log", encoding="utf-8", errors="replace") as file:
            log = file.read()
       
        done = len(re.findall(r"testing URL", log))
        fields = len(re.findall(r"testing for SQL injection on", log))
        self.figures.append(f"sqlmap as {person.name}: {done} of {len(calls)} routes with "
                            f"parameters, {fields} fields, {self.answered() - before} requests")
        if done < len(calls):
            self.found("sqlmap", person.name, f"its time was over after {done} of {len(calls)} requests")
        for line in re.findall(r".*(?:is vulnerable|appears to be .* injectable|might be injectable).*", log):
            self.found("sqlmap", person.name, line.strip())
        if os.path.exists(results):
            with open(results, encoding="utf-8") as file:
                for row in list(csv.reader(file))[1:]:
                    if len(row) > 3 and row[3]:
                        self.found("sqlmap", row[0], f"{row[2]}: techniques {row[3]}")

    def run(self, command, name, seconds):
        """A tool, for so long and no longer."""
        with open(f"{self.out}/{name}.log", "w", encoding="utf-8") as log:
            start = time.monotonic()
            tool = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            try:
                tool.wait(seconds)
                print(f"  {name}: {time.monotonic() - start:.0f} s", flush=True)
            except subprocess.TimeoutExpired:
                tool.terminate()
                tool.wait(20)
                print(f"  {name}: ended after its {seconds} s", flush=True)

    def answered(self):
        """How many requests the server has answered."""
        return sum(sum(by.values()) for by in self.count().values())

    def read_counts(self):
        """What the server counted; every 5xx is a finding."""
        counts = self.count()
        for label, by in counts.items():
            for status in [s for s in by if s >= 500]:
                self.found("server", label, f"{by[status]} answers {status}")
        return counts

    def count(self):
        """What the server counted: answers by route and status."""
        counts = defaultdict(lambda: defaultdict(int))
        for line in self.nobody.call("GET", "/metrics").text.splitlines():
            if line.startswith("firstwindow_requests_total{"):
                labels = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', line))
                counts[f"{labels['method']} {labels['route']}"][int(labels["status"])] += int(float(line.split()[-1]))
        return counts


def cookie(c):
    return {"version": 0, "value": c.value, "expires": None, "secure": False, "port": None, "domain": "localhost.local"}


def encoded(form):
    from urllib.parse import urlencode
    return urlencode(form)


def read_known():
    """What is found or not reached on purpose, with its reason."""
    with open("tests/attack/known.tsv", encoding="utf-8") as file:
        return [row for row in csv.reader(file, delimiter="\t") if row and not row[0].startswith("#")]


def report(attack, counts, started):
    """Writes the report; tells whether all is well."""
    known = read_known()
    explained = lambda kind, text: next((r[2] for r in known if r[0] == kind and re.search(r[1], text)), None)
    labels = {r.label for r in attack.table}
    strange = sorted(k for k in counts if k not in labels and not k.endswith(" none") and k.split()[0] in (
        "GET", "POST", "PUT", "DELETE"))
    missing = sorted(labels - attack.reached)
    open_missing = [m for m in missing if not explained("route", m)]
    open_findings = sorted({f for f in attack.findings if not explained("finding", " ".join(f))})
    lines = ["# Attack", "", f"{sum(sum(by.values()) for by in counts.values())} requests in "
             f"{time.monotonic() - started:.0f} s. Routes in the table: {len(labels)}; reached: {len(attack.reached)}.",
             "", *(f"- {figure}" for figure in attack.figures), "", f"## Findings without an explanation: {len(open_findings)}", ""]
    lines += [f"- {tool}: `{where}`: {what}" for tool, where, what in open_findings]
    lines += ["", f"## Findings that are known: {len(set(attack.findings)) - len(open_findings)}", ""]
    lines += [f"- {tool}: `{where}`: {what} ({explained('finding', ' '.join((tool, where, what)))})"
              for tool, where, what in sorted(set(attack.findings)) if (tool, where, what) not in open_findings]
    lines += ["", f"## Routes not reached: {len(missing)}", ""]
    lines += [f"- `{m}`: {attack.why_not.get(m, '')}; {explained('route', m) or 'NOT EXPLAINED'}" for m in missing]
    lines += ["", "## Answers by route", "", "| route | answers by status |", "| --- | --- |"]
    lines += [f"| `{k}` | {', '.join(f'{s}: {n}' for s, n in sorted(counts[k].items()))} |" for k in sorted(counts)]
    lines += ["", *(f"- counted, but not in the table: `{s}`" for s in strange)]
    with open(f"{attack.out}/report.md", "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    for tool, where, what in open_findings:
        print(f"FOUND {tool}: {where}: {what}")
    for m in open_missing:
        print(f"NOT REACHED {m}: {attack.why_not.get(m, '')}")
    print(lines[2], f"findings: {len(open_findings)}; not reached: {len(open_missing)}; the report is {attack.out}/report.md")
    return not open_findings and not open_missing


def main():
    parser = argparse.ArgumentParser()
    for name in ("address", "house", "out", "program", "mode"):
        parser.add_argument(f"--{name}", required=True)
    settings = parser.parse_args()
    started = time.monotonic()
    attack = Attack(settings)
    attack.prepare()
    print("walking every route", flush=True)
    if settings.mode == "all":
        # The walk comes last: it files the contact and ends sessions. The forms have to be known before.
        for route in (r for r in attack.table if r.method == "GET" and not r.isApi):
            attack.guide.learn_forms(attack.person_for(route).call("GET", attack.guide.url(route)).text)
        for person in (attack.nobody, attack.customer, attack.agent, attack.everybody):
            attack.serve()
            attack.wapiti(person)
            attack.sqlmap(person)
        attack.sign_in(attack.agent)
        attack.sign_in(attack.everybody)
        attack.customer.enter()
        attack.serve()
    attack.walk()
    sys.exit(0 if report(attack, attack.read_counts(), started) else 1)


if __name__ == "__main__":
    main()
