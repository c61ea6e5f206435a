"""Gives one demo account every role, so that one person reaches every route. Only for a house that is thrown away."""
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


if __name__ == "__main__":
    with sqlite3.connect(sys.argv[1]) as house:
        changed = house.execute("UPDATE staff SET roles = ?, team = 'customer-care' WHERE user_name = ?",
                                (",".join(roles()), EVERYBODY))
        assert changed.rowcount == 1
