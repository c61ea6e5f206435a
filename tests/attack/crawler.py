"""wapiti, with the one function mended by which it leaves addresses out: as Debian 12 ships it, it fails on Python 3.11."""
import re
import sys

import wapitiCore.net.crawler as crawler


def translate(pattern):
    """A regular expression of an address with asterisks."""
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")) + r"\Z", re.DOTALL)


crawler.wildcard_translate = translate

if __name__ == "__main__":
    from wapitiCore.main.wapiti import wapiti_main
    sys.argv[0] = "wapiti"
    wapiti_main()
