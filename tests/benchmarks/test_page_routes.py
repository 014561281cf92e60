"""The addresses that the benchmark of pages asks for."""

import pytest
from fastapi import APIRouter
from page_routes import LEFT_OUT, list_addresses

VALUES = {"root": "a", "dataset": "b", "version": "c", "key": "d", "quarantined": "e", "rejected": "f"}
PLACES = {"file": "0", "row": "1", "suite": "s", "check": "t"}
OTHERS = {"other_root": "o", "other_dataset": "p", "other": "q"}


def routes_of(*paths, method="GET"):
    router = APIRouter()
    for path in paths:
        router.add_api_route(path, lambda: "", methods=[method])
    return router.routes


def test_parameters_have_their_values():
    paths = (
        "/{root}/rejects/{part}/{row}",
        "/{root}/quarantine/{part}/{row}",
        "/{root}/{dataset}/audits/{key}/{path:path}",
    )
    addresses = [address for _, address in list_addresses(routes_of(*paths), VALUES | PLACES)]
    assert addresses == ["/a/rejects/f/1", "/a/quarantine/e/1", "/a/b/audits/d/results.json"]


def test_a_parameter_without_a_value_is_asked_for():
    with pytest.raises(SystemExit, match=r"expected a value for colour of /\{root\}"):
        list(list_addresses(routes_of("/{root}/{colour}"), VALUES))


def test_every_page_is_asked_for():
    from pipelines.web.app import ROUTERS

    routes = [route for router in ROUTERS for route in router.routes]
    asked = [path for path, _ in list_addresses(routes, VALUES | PLACES | OTHERS)]
    pages = {route.path for route in routes if "GET" in route.methods}
    assert set(asked) == pages - LEFT_OUT.keys()
    assert set(LEFT_OUT) <= pages


def test_forms_are_not_asked_for():
    assert list(list_addresses(routes_of("/{root}", method="POST"), VALUES)) == []
