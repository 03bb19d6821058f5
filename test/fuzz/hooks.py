"""What schemathesis is told of this protocol: errors are HTTP 200 with a `code`, and which ids and nodes there are."""

import json
import os
import re
import zlib

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import negated_parameters

# Jobs, tasks, tokens and nodes of the daemon under test: without them nearly every call would end at "no such job".
KNOWN = json.loads(os.environ["ISCHED_FUZZ_KNOWN"])
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z")


def chosen(given, among, salt=""):
    """One of `among`, or what was given: the same for the same case, so that a failure can be shown again."""
    hashed = zlib.crc32((salt + given).encode("utf-8", "surrogatepass"))
    return given if not among or hashed % 4 == 0 else among[(hashed // 4) % len(among)]


def with_known_ids(values, negated):
    """Only what was a valid id becomes another: what is wrong with a case stays wrong."""
    for name, among in (("job_id", KNOWN["jobs"]), ("task_id", KNOWN["tasks"]), ("token", KNOWN["tokens"])):
        given = values.get(name)
        if name not in negated and isinstance(given, str) and ID.match(given):
            values[name] = chosen(given, among)


@schemathesis.hook
def before_call(context, case, kwargs):
    negated = {name for name, _ in negated_parameters(case.meta)}
    for container in (case.body, case.query, case.path_parameters):
        if isinstance(container, dict):
            with_known_ids(container, negated)
    for name in ("x-node-id", "x-source-node-id"):
        if case.headers is not None and isinstance(case.headers.get(name), str):
            case.headers[name] = chosen(case.headers[name], KNOWN["nodes"], name)
    # A log may be waited for for half a minute.
    wait = (case.query or {}).get("wait")
    if isinstance(wait, (int, float)) and wait > 0:
        case.query["wait"] = 0.01


def is_negative(case):
    """Whether a case is none that the route takes: its body, or a parameter that is described.

    Of headers and parameters that nobody describes there may be any number, and every header is free text.
    """
    meta = case.meta
    if meta is None or meta.generation.mode != GenerationMode.NEGATIVE:
        return False
    body = meta.components.get(ParameterLocation.BODY)
    if body is not None and body.mode == GenerationMode.NEGATIVE and case.operation.body:
        return True
    declared = {(each.name, each.location) for each in (*case.operation.query, *case.operation.path_parameters)}
    if any(negated in declared for negated in negated_parameters(meta)):
        return True
    query = case.query or {}
    return any(each.is_required and each.name not in query for each in case.operation.query)


@schemathesis.check
def code(ctx, response, case):
    """A fault of the node, or a negative case that it takes."""
    if not response.headers.get("content-type", [""])[0].startswith("application/json"):
        return
    answer = response.json()
    if not isinstance(answer, dict) or "code" not in answer:
        return
    if answer["code"] == 500:
        raise AssertionError(f"a fault of the node: {answer['msg']}")
    if is_negative(case) and response.status_code == 200 and answer["code"] in (0, 200):
        raise AssertionError("a negative case is taken: its code is that of success")
