import pytest_socket


def pytest_runtest_setup():
    """No test reaches the network; sockets between processes of this machine stay possible."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost"], allow_unix_socket=True)
