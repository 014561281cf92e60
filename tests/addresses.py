"""Addresses with secrets in every form, drawn by hypothesis."""

from hypothesis import strategies as st

# No letter of a secret stands in the addresses around it, so a piece of one is seen too.
SECRETS = st.text("QXZ789_-", min_size=8, max_size=30).filter(lambda text: text.strip("_-"))
# A password that was typed as it is, without the encoding of an address.
TYPED = st.text("QXZ789_-/@:+=%~!", min_size=8, max_size=30).filter(lambda text: len(text.strip("_-/@:+=%~!")) > 5)
SIGNED = st.sampled_from(
    [
        *("X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "Signature", "sig", "token", "AWSAccessKeyId"),
        *("Expires", "x-goog-signature", "X-Goog-Credential", "GoogleAccessId", "access_token", "api_key", "Policy"),
    ]
)
SCHEMES = st.sampled_from(["https", "http", "s3", "gs", "hf", "ftp", "file", "abfs", "simplecache::https"])
PATHS = st.sampled_from(["", "/", "/news.jsonl", "/a/b*.csv.gz", "/a b/part.txt"])


@st.composite
def addresses(draw):
    """(address, its secret)"""
    scheme, path = draw(SCHEMES), draw(PATHS)
    form = draw(st.sampled_from(["password", "user", "signed", "token", "fragment"]))
    if form == "password":
        secret = draw(TYPED)
        return f"{scheme}://me:{secret}@host.org{path}", secret
    secret = draw(SECRETS)
    if form == "user":
        return f"{scheme}://{secret}@host.org{path}", secret
    if form == "token":
        secret = f"hf_{draw(st.text('QXZ789', min_size=12, max_size=40))}"
        return f"{scheme}://host.org{path or '/'}{secret}", secret
    sign = "?" if form == "signed" else "#"
    more = draw(st.sampled_from(["", "&list-type=2", "&to=me@host.org"]))
    return f"{scheme}://host.org{path}{sign}a=b&{draw(SIGNED)}={secret}{more}", secret


def shapes(address):
    """The address as messages, tables and files hold it."""
    yield address
    yield f"expected to read {address!r}, but it is gone: check {address}"
    yield f'{{"input": "{address}", "seed": 1}}'
    yield f"(see {address}), or write to me@host.org"
