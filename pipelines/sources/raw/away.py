"""Inputs that are away for a moment, told from those that are away for good by the errors of libraries.

Libraries wrap the errors of the system, each in its own way, and some leave nothing of them but the text.
"""

import errno
import re
import socket
import sys
from collections.abc import Iterator
from typing import Any

from pipelines.errors import InputAwayError, InputError

# Answers below 500 that ask for another try: request timeout, too early, too many requests.
BUSY = (408, 425, 429)
UNREACHABLE = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN)
# Texts of errors that come again: an unknown host, a wrong certificate, and a Hub that is switched off.
UNKNOWN_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
LASTING = re.compile(
    "|".join([*(rf"\[Errno {number}\]" for number in UNKNOWN_HOST), "CERTIFICATE_VERIFY_FAILED", "OfflineMode"])
)
# Answers of S3 in the words of pyarrow.
BUSY_STORE = re.compile(
    r"AWS Error (?:NETWORK_CONNECTION|SLOW_DOWN|SERVICE_UNAVAILABLE|INTERNAL_FAILURE|THROTTLING|REQUEST_TIMEOUT"
    r"|UNKNOWN \(HTTP status (?:429|5\d\d)\))"
)


def unreachable(error: BaseException) -> type[InputError]:
    """Return the class for an error of an input: InputAwayError if another try may succeed, else InputError.

    >>> unreachable(ConnectionRefusedError()).__name__, unreachable(PermissionError()).__name__
    ('InputAwayError', 'InputError')
    """
    return InputAwayError if is_passing(error) else InputError


def is_busy(status: int) -> bool:
    """Return True for the status of an answer of the web after which another try may succeed.

    >>> [status for status in (200, 403, 404, 429, 500, 503) if is_busy(status)]
    [429, 500, 503]
    """
    return status in BUSY or status >= 500


def is_passing(error: BaseException) -> bool:
    """Return True for timeouts, connections that were refused or cut off, and servers that are busy or fail."""
    errors = list(_chain(error))
    answers: list[Any] = [getattr(each, "response", None) for each in errors]
    if statuses := [answer.status_code for answer in answers if hasattr(answer, "status_code")]:
        return is_busy(statuses[0])
    return not any(map(_is_lasting, errors)) and any(map(_is_of_network, errors))


def _is_lasting(error: BaseException) -> bool:
    web = sys.modules.get("httpx2")  # only an input that needs it takes the time to import it
    # A request that can be sent nowhere is a kind of transport error, too.
    is_malformed = web is not None and isinstance(error, web.UnsupportedProtocol | web.LocalProtocolError)
    return is_malformed or bool(LASTING.search(str(error)))


def _is_of_network(error: BaseException) -> bool:
    web = sys.modules.get("httpx2")
    is_of_web = web is not None and isinstance(error, web.TransportError)
    if is_of_web or isinstance(error, ConnectionError | TimeoutError | socket.gaierror):
        return True
    return isinstance(error, OSError) and (error.errno in UNREACHABLE or bool(BUSY_STORE.search(str(error))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
