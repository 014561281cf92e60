"""A small Hugging Face Hub on the loopback, for tests: what `huggingface_hub` asks of a dataset repository, in memory.

Repositories, commits, tags, large files by the LFS protocol, downloads and errors. It does not know Xet, the transfer
that the real Hub prefers; `use_hub` switches it off in the client.
"""

import base64
import hashlib
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_" + "w" * 30
# Endings of large files: what the .gitattributes of a new dataset repository has.
LARGE = (".parquet", ".arrow")


class FakeRepository:
    def __init__(self, private):
        self.private = private
        self.commits = {}
        self.tags = {}
        self.head = ""
        self.commit({".gitattributes": b"*.parquet filter=lfs\n"}, "initial commit")

    def commit(self, files, message):
        self.head = hashlib.sha1(f"{len(self.commits)}{message}".encode(), usedforsecurity=False).hexdigest()
        self.commits[self.head] = {"files": dict(files), "message": message}
        return self.head

    @property
    def files(self):
        return self.commits[self.head]["files"]

    def find(self, revision):
        """The id and the files of a commit, by branch, tag or id."""
        oid = self.head if revision in ("main", "HEAD") else self.tags.get(revision, revision)
        return (oid, self.commits[oid]["files"]) if oid in self.commits else (None, None)


class FakeHub:
    """The state of the Hub; tests read it, and order faults.

    requests  (method, path, token) of each request
    damage    path of a file whose last byte is flipped when it is committed
    refuse    part of a path -> status with which requests to it are answered
    """

    def __init__(self):
        self.repositories = {}
        self.large = {}
        self.requests = []
        self.damage = None
        self.refuse = {}
        self.url = ""

    def uploads(self):
        return sum(method == "PUT" for method, *_ in self.requests)


def describe(path, content):
    """A file as the Hub lists it: git's hash, and the SHA-256 of a large one."""
    sha256 = hashlib.sha256(content).hexdigest()
    size, pointer = len(content), b""
    if path.endswith(LARGE):
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()
    blob = pointer or content
    oid = hashlib.sha1(b"blob %d\0" % len(blob) + blob, usedforsecurity=False).hexdigest()
    large = {"lfs": {"oid": sha256, "size": size, "pointerSize": len(pointer)}} if pointer else {}
    return {"type": "file", "path": path, "size": size, "oid": oid} | large


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    @property
    def hub(self):
        return self.server.hub

    def handle_any(self):
        url = urlsplit(self.path)
        path, query = unquote(url.path), parse_qs(url.query)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b"".join(iter(self.read_chunk, b""))
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        self.hub.requests.append((self.command, path, token))
        for part, status in self.hub.refuse.items():
            if part in path:
                return self.answer({"error": f"refused, token {token}"}, status)
        if self.command != "PUT" and "/resolve/" not in path and token != TOKEN and token:
            return self.answer({"error": "Invalid credentials in Authorization header"}, 401)
        for pattern, function in ROUTES:
            if found := re.fullmatch(pattern, f"{self.command} {path}"):
                return function(self, *found.groups(), query=query, body=body)
        return self.answer({"error": f"no route {self.command} {path}"}, 404)

    do_GET = do_POST = do_PUT = do_HEAD = handle_any  # noqa: N815 - named by the base class

    def read_chunk(self):
        size = int(self.rfile.readline(), 16)
        chunk = self.rfile.read(size)
        self.rfile.readline()
        return chunk

    def answer(self, value, status=200, **headers):
        content = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def find(self, name, revision="main"):
        """The repository and its files at a revision; answers 404 and returns None if there is none."""
        repository = self.hub.repositories.get(name)
        if repository is None:
            self.answer({"error": "Repository not found"}, 404, X_Error_Code="RepoNotFound")
            return None, None, None
        oid, files = repository.find(revision)
        if oid is None:
            self.answer({"error": "Revision not found"}, 404, X_Error_Code="RevisionNotFound")
            return None, None, None
        return repository, oid, files

    def create(self, *, body, **_):
        asked = json.loads(body)
        name = f"{asked['organization']}/{asked['name']}"
        if name in self.hub.repositories:
            return self.answer({"error": "You already created this dataset repo"}, 409)
        self.hub.repositories[name] = FakeRepository(
            asked.get("visibility") == "private" or asked.get("private", False)
        )
        return self.answer({"url": f"{self.hub.url}/datasets/{name}"})

    def info(self, name, revision="main", **_):
        repository, oid, files = self.find(name, revision or "main")
        if repository:
            siblings = [{"rfilename": path} for path in files]
            self.answer({"id": name, "sha": oid, "private": repository.private, "tags": [], "siblings": siblings})

    def tree(self, name, revision, below="", *, query, **_):
        repository, _, files = self.find(name, revision)
        if not repository:
            return None
        prefix = f"{below}/" if below else ""
        inside = {path: content for path, content in files.items() if path.startswith(prefix)}
        if query.get("recursive", ["false"])[0].lower() in ("true", "1"):
            return self.answer([describe(path, content) for path, content in inside.items()])
        tops = {path.removeprefix(prefix).partition("/")[0] for path in inside}
        found = [
            describe(prefix + top, files[prefix + top])
            if prefix + top in files
            else {"type": "directory", "path": prefix + top, "oid": "0" * 40, "size": 0}
            for top in sorted(tops)
        ]
        return self.answer(found)

    def refs(self, name, **_):
        repository, *_ = self.find(name)
        if repository:
            tags = [
                {"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": oid} for tag, oid in repository.tags.items()
            ]
            branch = {"name": "main", "ref": "refs/heads/main", "targetCommit": repository.head}
            self.answer({"branches": [branch], "converts": [], "tags": tags})

    def resolve(self, name, revision, path, **_):
        repository, oid, files = self.find(name, revision)
        if not repository:
            return None
        if path not in files:
            return self.answer({"error": "Entry not found"}, 404, X_Error_Code="EntryNotFound", X_Repo_Commit=oid)
        content = files[path]
        about = describe(path, content)
        tag = about["lfs"]["oid"] if "lfs" in about else about["oid"]
        headers = {"ETag": f'"{tag}"', "X_Repo_Commit": oid, "Content_Type": "application/octet-stream"}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if not wanted:
            return self.answer(content, **headers)
        start, stop = int(wanted[1]), int(wanted[2] or len(content) - 1) + 1
        shown = f"bytes {start}-{min(stop, len(content)) - 1}/{len(content)}"
        return self.answer(content[start:stop], 206, Content_Range=shown, **headers)

    def validate(self, **_):
        self.answer({"errors": [], "warnings": []})

    def preupload(self, name, revision, *, body, **_):
        repository, _, files = self.find(name, revision)
        if not repository:
            return None
        paths = [file["path"] for file in json.loads(body)["files"]]
        found = []
        for path in paths:
            about = describe(path, files[path]) if path in files else {}
            # Of a large file the Hub names the SHA-256, of another one git's hash.
            oid = about.get("lfs", about).get("oid")
            mode = "lfs" if path.endswith(LARGE) else "regular"
            found.append({"path": path, "uploadMode": mode, "shouldIgnore": False, "oid": oid})
        return self.answer({"files": found})

    def batch(self, _name, *, body, **_):
        objects = []
        for asked in json.loads(body)["objects"]:
            action = {"upload": {"href": f"{self.hub.url}/large/{asked['oid']}"}}
            objects.append(asked | ({} if asked["oid"] in self.hub.large else {"actions": action}))
        self.answer({"transfer": "basic", "objects": objects})

    def put(self, oid, *, body, **_):
        if hashlib.sha256(body).hexdigest() != oid:
            return self.answer({"error": "checksum"}, 400)
        self.hub.large[oid] = body
        return self.answer({})

    def commit(self, name, revision, *, body, **_):
        repository, head, files = self.find(name, revision)
        if not repository:
            return None
        lines = [json.loads(line) for line in body.splitlines()]
        header = lines[0]["value"]
        if header.get("parentCommit", head) != head:
            return self.answer({"error": "A commit has happened since. Please refresh and try again."}, 412)
        files = dict(files)
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                files[value["path"]] = self.hub.large[value["oid"]]
            else:
                del files[value["path"]]
        if self.hub.damage in files:
            content = files[self.hub.damage]
            files[self.hub.damage] = content[:-1] + bytes([content[-1] ^ 1])
        oid = repository.commit(files, header["summary"])
        url = f"{self.hub.url}/datasets/{name}/commit/{oid}"
        return self.answer({"commitUrl": url, "commitOid": oid, "success": True})

    def paths_info(self, name, revision, *, body, **_):
        repository, _, files = self.find(name, revision)
        if repository:
            is_json = "json" in self.headers.get("Content-Type", "")
            asked = json.loads(body)["paths"] if is_json else parse_qs(body.decode())["paths"]
            found = [describe(path, files[path]) for path in asked if path in files]
            found += [
                {"type": "directory", "path": path, "oid": "0" * 40, "size": 0}
                for path in asked
                if path not in files and any(file.startswith(f"{path}/") for file in files)
            ]
            self.answer(found)

    def tag(self, name, revision, *, body, **_):
        repository, oid, _ = self.find(name, revision)
        if not repository:
            return None
        tag = json.loads(body)["tag"]
        if tag in repository.tags:
            return self.answer({"error": "Tag already exists"}, 409)
        repository.tags[tag] = oid
        return self.answer({})


NAME, REVISION = r"([\w.-]+/[\w.-]+)", r"([^/]+)"
ROUTES = [
    ("POST /api/repos/create", Handler.create),
    (f"GET /api/datasets/{NAME}", Handler.info),
    (f"GET /api/datasets/{NAME}/revision/{REVISION}", Handler.info),
    (f"GET /api/datasets/{NAME}/tree/{REVISION}", Handler.tree),
    (f"GET /api/datasets/{NAME}/tree/{REVISION}/(.+)", Handler.tree),
    (f"GET /api/datasets/{NAME}/refs", Handler.refs),
    (f"(?:GET|HEAD) /datasets/{NAME}/resolve/{REVISION}/(.+)", Handler.resolve),
    ("POST /api/validate-yaml", Handler.validate),
    (f"POST /api/datasets/{NAME}/preupload/{REVISION}", Handler.preupload),
    (rf"POST /datasets/{NAME}\.git/info/lfs/objects/batch", Handler.batch),
    ("PUT /large/(.+)", Handler.put),
    (f"POST /api/datasets/{NAME}/commit/{REVISION}", Handler.commit),
    (f"POST /api/datasets/{NAME}/paths-info/{REVISION}", Handler.paths_info),
    (f"POST /api/datasets/{NAME}/tag/{REVISION}", Handler.tag),
]


@contextmanager
def start_hub():
    """Yield a FakeHub that answers at its `url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.hub = FakeHub()
    server.hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.hub
    finally:
        server.shutdown()
        server.server_close()


def point_to(monkeypatch, url):
    """Make `url` the address of the Hub for `huggingface_hub` in this process, as HF_ENDPOINT does at its import."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url + "/{repo_id}/resolve/{revision}/{filename}")


@contextmanager
def use_hub(monkeypatch):
    """Yield a FakeHub that `huggingface_hub` in this process takes for the Hub, with TOKEN as HF_TOKEN."""
    with start_hub() as hub:
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        point_to(monkeypatch, hub.url)
        monkeypatch.setattr("huggingface_hub._commit_api.is_xet_available", lambda: False)
        yield hub
