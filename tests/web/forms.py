"""Forms sent to a page, with the token that the page gives them."""

import re


def token_of(client, address):
    return re.search(r'name="token" value="([0-9a-f]+)"', client.get(address).text)[1]


def send(client, address, text, *, token=None, **headers):
    fields = {"text": text, "token": token_of(client, address) if token is None else token}
    return client.post(address, data=fields, headers={name.replace("_", "-"): value for name, value in headers.items()})
