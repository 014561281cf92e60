"""Errors after which another try may succeed, and those that come again."""

import errno
import socket
import ssl
from types import SimpleNamespace

import httpx2
import pyarrow as pa
import pytest

from pipelines.sources.raw.away import is_passing


class HubError(OSError):
    """As the client of the Hub raises it: with the answer."""

    def __init__(self, status):
        super().__init__(f"{status} for url")
        self.response = SimpleNamespace(status_code=status)


PASSING = [
    ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
    ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
    TimeoutError("timed out"),
    OSError(errno.EHOSTUNREACH, "No route to host"),
    socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
    httpx2.ConnectError("[Errno 111] Connection refused"),
    httpx2.ConnectError(f"[Errno {socket.EAI_AGAIN}] Temporary failure in name resolution"),
    httpx2.ReadTimeout(""),
    httpx2.RemoteProtocolError("peer closed connection without sending complete message body"),
    HubError(429),
    HubError(503),
    ConnectionError("Couldn't reach 'owner/news' on the Hub (LocalEntryNotFoundError)"),
    OSError("When reading 'a': AWS Error NETWORK_CONNECTION during HeadObject operation: curlCode: 7"),
    OSError("When reading 'a': AWS Error UNKNOWN (HTTP status 503) during HeadObject operation"),
]
LASTING = [
    FileNotFoundError(errno.ENOENT, "No such file"),
    PermissionError(errno.EACCES, "Permission denied"),
    socket.gaierror(socket.EAI_NONAME, f"[Errno {socket.EAI_NONAME}] Name or service not known"),
    httpx2.ConnectError(f"[Errno {socket.EAI_NONAME}] Name or service not known"),
    httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"),
    ssl.SSLCertVerificationError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"),
    httpx2.UnsupportedProtocol("Request URL has an unsupported protocol 'gopher://'."),
    httpx2.DecodingError("incorrect header check"),
    httpx2.InvalidURL("Invalid port"),
    HubError(401),
    HubError(404),
    ConnectionError("Couldn't reach 'owner/news' on the Hub (OfflineModeIsEnabled)"),
    OSError("When reading 'a': AWS Error ACCESS_DENIED during HeadObject operation"),
    OSError("When reading 'a': AWS Error UNKNOWN (HTTP status 403) during HeadObject operation"),
    pa.ArrowInvalid("JSON parse error in a row that says: AWS Error SLOW_DOWN"),
]


@pytest.mark.parametrize("error", PASSING, ids=repr)
def test_another_try_may_succeed(error):
    assert is_passing(error)


@pytest.mark.parametrize("error", LASTING, ids=repr)
def test_another_try_fails_the_same_way(error):
    assert not is_passing(error)


@pytest.mark.parametrize(("cause", "passes"), [(HubError(503), True), (HubError(404), False), (KeyError("a"), False)])
def test_the_cause_of_an_error_counts(cause, passes):
    error = RuntimeError("the dataset cannot be loaded")
    error.__cause__ = cause
    assert is_passing(error) == passes
