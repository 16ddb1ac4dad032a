"""What an integrator writes once: stubs from the contracts, a token, a channel, and why a call was refused.

`google/api` and `google/rpc` come from googleapis-common-protos; all other stubs are made here, in a folder that is
removed at the end.
"""

import base64
import json
import os
import sys
import tempfile
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path

import grpc
import grpc_tools
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from grpc_tools import protoc

PROTO = Path(__file__).resolve().parents[2] / "proto"
STUBS = tempfile.TemporaryDirectory(prefix="concordat-stubs-")
sys.path.insert(0, STUBS.name)


def _make_stubs():
    ours = [path for package in ("concordat", "vendor/buf") for path in sorted((PROTO / package).rglob("*.proto"))]
    well_known = Path(grpc_tools.__file__).parent / "_proto"
    include = [f"--proto_path={folder}" for folder in (PROTO / "vendor", PROTO, well_known)]
    output = [f"--python_out={STUBS.name}", f"--grpc_python_out={STUBS.name}"]
    if protoc.main(["protoc", *include, *output, *map(str, ours)]) != 0:
        sys.exit("protoc made no stubs")


_make_stubs()

from concordat.breaches.v1 import breach_service_pb2, breach_service_pb2_grpc
from concordat.breaches.v1 import case_service_pb2, case_service_pb2_grpc


def new_id():
    """A request id: new for each intention, kept when it is retried."""
    return str(uuid.uuid4())


def channel(address):
    """A channel that retries as the contracts say."""
    return grpc.insecure_channel(address, [("grpc.service_config", (PROTO / "service_config.json").read_text())])


def _rpcs(service, messages, stub):
    """The RPCs of a service, each with the type of its requests and its call, by name."""
    methods = messages.DESCRIPTOR.services_by_name[service].methods
    return {rpc.name: (GetMessageClass(rpc.input_type), getattr(stub, rpc.name)) for rpc in methods}


GATEWAY = channel(os.environ["GATEWAY"])
RPCS = {
    **_rpcs("BreachService", breach_service_pb2, breach_service_pb2_grpc.BreachServiceStub(GATEWAY)),
    **_rpcs("CaseService", case_service_pb2, case_service_pb2_grpc.CaseServiceStub(GATEWAY)),
}


class Caller:
    """Somebody, or something, who calls the gateway with a token of their organisation's issuer."""

    def __init__(self, organisation, role):
        self.parent = f"organisations/{organisation}"
        self._metadata = [("authorization", f"Bearer {_token(organisation, f'{organisation}-{role}')}")]

    def sends(self, rpc, timeout=None, **fields):
        """Sends a request of these fields to an RPC, and returns at once with the call."""
        request, call = RPCS[rpc]
        return call.future(request(**fields), timeout=timeout, metadata=self._metadata)

    def calls(self, rpc, **fields):
        """Sends a request of these fields to an RPC, and waits for the answer."""
        return self.sends(rpc, **fields).result()

    def acts(self, rpc, on, **fields):
        """Changes what is there, under its etag and a new request id."""
        return self.calls(rpc, name=on.name, etag=on.etag, request_id=new_id(), **fields)


def _token(organisation, client):
    credentials = base64.b64encode(f"{client}:local".encode()).decode()
    request = urllib.request.Request(
        f"{os.environ['ISSUERS']}/{organisation}/token",
        data=b"grant_type=client_credentials",
        headers={"authorization": f"Basic {credentials}"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["access_token"]


@dataclass(frozen=True)
class Refusal:
    """All that a refusal tells its caller: its code, its words, and the details of its `google.rpc.Status`."""

    code: grpc.StatusCode
    message: str
    domain: str
    reason: str
    fields: tuple[str, ...]

    @classmethod
    def of(cls, error):
        """Reads what a call failed with."""
        status = rpc_status.from_call(error)
        info, bad_request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        for detail in status.details:
            if not detail.Unpack(info) and not detail.Unpack(bad_request):
                raise AssertionError(f"the refusal has a detail of another kind: {detail}")
        fields = tuple(violation.field for violation in bad_request.field_violations)
        return cls(error.code(), status.message, info.domain, info.reason, fields)
