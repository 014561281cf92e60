"""Text files that stand beside news and describe it: read-me files, licences and lists of changes."""

import re
from pathlib import PurePosixPath

# The stems of these names. A licence may have its name behind it; an article may be called licence-fee-rises.txt.
_ABOUT = re.compile(
    r"(?i:read[-_ ]?me)(\W.*|_.*|\d.*)?"
    r"|LICEN[CS]E\b.*|LICEN[CS]E_.*"
    r"|(?i:licen[cs]e)([-_. ](?i:apache|bsd|cc|gpl|lgpl|mit|mpl|odc|odbl|data|dataset|text|en|v?\d)\b.*)?"
    r"|(?i:copying|copyright|notice|authors|contributors|contributing|change-?log|changes|citation|disclaimer"
    r"|manifest|install|todo|version|robots|requirements|checksums|(md5|sha\d+)-?sums?)([-_. ](?i:en|v?\d[\d.]*))?"
)


def is_about_the_news(path: str, form: str) -> bool:
    """Return True for a plain text file whose name says that it is no article.

    >>> [is_about_the_news(f"news/{name}.txt", "text") for name in ("README", "LICENSE-2.0", "notice-of-strike")]
    [True, True, False]
    """
    if form != "text":
        return False
    name = PurePosixPath(path).name.strip()
    return _ABOUT.fullmatch(re.sub(r"(?i)(\.te?xt|\.md|\.rst)?\.te?xt(\.\w{1,4})?$", "", name)) is not None
