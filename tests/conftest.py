import hypothesis
import private_airflow  # noqa: F401 - sets its environment, before any test can import Airflow
import pytest_socket

# Read as a module with doctests it would be run a second time, and make a second Airflow.
collect_ignore = ["private_airflow.py"]

# Machines are shared: how long an example takes says nothing about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_runtest_setup():
    """No test reaches the network; sockets between processes of this machine stay possible."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost"], allow_unix_socket=True)
