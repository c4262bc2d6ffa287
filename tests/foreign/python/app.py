"""A checker in Python: whether a host greets as an SSH server does (RFC 4253 §4.2).

It proves that the contract needs no Rust. The DNS message is made and read by
hand, since Python's standard library has nothing for it.
"""

import json
import struct

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.checker import (
    Availability,
    CheckerDefinition,
    Class,
    Collection,
    Discovery,
    Interval,
    OptionField,
    OptionType,
    PrecheckResult,
    Problem,
    Rule,
    Scope,
    Summary,
)
from wit_world.imports import clock, dns, tcp
from wit_world.imports.types import (
    ErrorCode_InvalidObservation,
    ErrorCode_InvalidOption,
    InvalidOption,
    State,
    Status,
)

RULE = "ssh.greeting"
PORT = 22
MINUTE = 60_000_000_000
# RFC 4253 §4.2: with its end the line has at most 255 characters.
LONGEST = 255


class Checker(exports.Checker):
    def definition(self):
        subject = OptionField(
            id="host",
            scope=Scope.RUN,
            value_type=OptionType.TEXT,
            label="Host",
            description="The host that is asked.",
            placeholder="host.example.org",
            default_value=None,
            choices=[],
            required=True,
            textarea=False,
            secret=False,
            auto_fill="domain_name",
        )
        return CheckerDefinition(
            id="ssh",
            name="SSH",
            version="0.1.0",
            availability=Availability(True, False, []),
            options=[subject],
            subject_option="host",
            time_option=None,
            rules=[Rule(RULE, "The host greets as an SSH server does.", Status.CRIT)],
            classes=[Class("greets", "It greets."), Class("silent", "It does not.")],
            facts_schema=None,
            interval=Interval(5 * MINUTE, 7 * 24 * 60 * MINUTE, 60 * MINUTE),
            observation_key="ssh_greeting",
            related_keys=[],
            publishes=[],
            consumes=[],
            denied_ports=[],
            has_report=False,
            has_metrics=False,
            build_info=[],
        )

    def precheck(self, options):
        eligible = bool(json.loads(options or "{}").get("host"))
        reason = "" if eligible else "No host is named."
        return PrecheckResult(eligible, reason, [], MINUTE)

    async def discover(self, options, rules):
        host = named(options)
        return Discovery([], json.dumps({"addresses": await addresses(host)}))

    async def collect(self, options, rules, plan):
        host = named(options)
        found = json.loads(plan)["addresses"] if plan else await addresses(host)
        started = clock.now()
        greeting, failure = "", "it has no address"
        if found:
            greeting, failure = await greeted(found[0])
        observation = {
            "host": host,
            "greeting": greeting,
            "failure": failure,
            "micros": (clock.now() - started) // 1000,
        }
        return Collection(json.dumps(observation), [])

    def restate(self, evidence):
        return evidence.observation

    def evaluate(self, evidence, rules):
        seen = read(evidence)
        if not dict(rules).get(RULE, True):
            return []
        if seen["greeting"].startswith("SSH-2.0-"):
            message = f"It greets with {seen['greeting']}."
            return [State(Status.OK, RULE, f"{RULE}.ok", None, None, message, None)]
        message = f"No SSH server greets: {seen['failure'] or seen['greeting']}."
        return [State(Status.CRIT, RULE, f"{RULE}.none", None, f"{RULE}.none", message, None)]

    def summarize(self, evidence, states):
        greets = read(evidence)["greeting"].startswith("SSH-2.0-")
        return Summary(
            subject="",
            class_="greets" if greets else "silent",
            verdict="An SSH server greets." if greets else "No SSH server greets.",
            notes=[],
            problems=[problem(states, cause) for cause in causes(states)],
            audiences=[],
            tables=[],
            gauges=[],
            facts="{}",
        )

    def report(self, evidence, states):
        return ""

    def metrics(self, evidence, states):
        return []


def named(options):
    host = json.loads(options or "{}").get("host", "")
    if host:
        return host
    raise Err(ErrorCode_InvalidOption(InvalidOption("host", "", "the name of a host")))


def read(evidence):
    try:
        seen = json.loads(evidence.observation)
        return {"greeting": seen["greeting"], "failure": seen["failure"]}
    except (ValueError, KeyError, TypeError) as error:
        raise Err(ErrorCode_InvalidObservation(str(error)))


def causes(states):
    """Each once, in the order of the states."""
    return list(dict.fromkeys(state.cause for state in states if state.cause))


def problem(states, cause):
    positions = [index for index, state in enumerate(states) if state.cause == cause]
    first = states[positions[0]]
    title = first.message.rstrip(".")
    return Problem(cause, first.status, title, "", [], positions, "", [])


async def greeted(address):
    """The first line that the server sends, and what went wrong."""
    remote = tcp.SocketAddress(tcp.IpAddress_Ipv4(tuple(address)), PORT)
    try:
        with await tcp.Connection.connect(remote) as connection:
            line = b""
            while b"\n" not in line and len(line) < LONGEST:
                read = await connection.read(LONGEST)
                if not read:
                    break
                line += read
            first = line.split(b"\n")[0].rstrip(b"\r")
            return first.decode("ascii", "replace"), ""
    except Err as error:
        return "", type(error.value).__name__.removeprefix("ErrorCode_")


async def addresses(host):
    """The IPv4 addresses of the host (RFC 1035 §4)."""
    labels = [label.encode("ascii") for label in host.rstrip(".").split(".")]
    name = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    query = struct.pack(">6H", 0, 0x0100, 1, 0, 0, 0) + name + struct.pack(">2H", 1, 1)
    try:
        response = await dns.query(query)
    except Err:
        return []
    answers = struct.unpack(">H", response[6:8])[0]
    at, found = 12 + len(name) + 4, []
    for _ in range(answers):
        at = after_name(response, at)
        kind, _, _, length = struct.unpack(">HHIH", response[at : at + 10])
        at += 10
        if kind == 1 and length == 4:
            found.append(list(response[at : at + 4]))
        at += length
    return found


def after_name(message, at):
    while message[at]:
        # A pointer ends the name (RFC 1035 §4.1.4).
        if message[at] >= 0xC0:
            return at + 2
        at += message[at] + 1
    return at + 1
