"""Gives one demo account every role, so that one person reaches every route, and widens limits. Only for a house that is thrown away."""
import csv
import sqlite3
import sys

EVERYBODY = "tian.yu"


def roles():
    """Every role that the route table knows."""
    with open("tests/Api/access-matrix.tsv", encoding="utf-8") as table:
        rows = [row for row in csv.reader(table, delimiter="\t") if row and not row[0].startswith("#")]
    said = {role for row in rows for role in row[3].split(",")}
    return sorted(said - {"all", "everybody", "connected-system"})


def unlock(database):
    """Takes back the locks that wrong passwords and codes have brought about."""
    with sqlite3.connect(database, timeout=20) as opened:
        opened.execute("UPDATE staff SET failures = 0, locked_until = NULL")


# Else a limit answers instead of the code, and its 429 among other answers looks to sqlmap like an injection that works.
LIMITS = ("sign-in.tries-per-minute", "my-data.refusals-per-minute", "limit.code-tries", "limit.conversation-burst")


def widen(house):
    """Lets an address and a conversation try as often as they like."""
    changed = house.execute(f"UPDATE policy_version SET value = 10000 WHERE key IN ({', '.join('?' * len(LIMITS))})", LIMITS)
    assert changed.rowcount >= len(LIMITS)


if __name__ == "__main__":
    with sqlite3.connect(sys.argv[1]) as house:
        widen(house)
        changed = house.execute("UPDATE staff SET roles = ?, team = 'customer-care' WHERE user_name = ?",
                                (",".join(roles()), EVERYBODY))
        assert changed.rowcount == 1
