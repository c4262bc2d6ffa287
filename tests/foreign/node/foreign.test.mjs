// The checkers in a host of another make. In the environment: PORTABLE, the folder
// with the portable components; GUESTS, that of the tests' guests; MADE, one for what
// is made of them.

import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";

import { instantiate, prepare } from "./host.mjs";
import { a, network, srv } from "./network.mjs";

const { PORTABLE, GUESTS, MADE } = process.env;
const HEADER = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'";

// A server for clients that offers no TLS: wrong, and easy to script.
function cleartext(peer) {
  let heard = "";
  peer.onData = (data) => {
    heard += data;
    if (heard.includes("<stream:stream") && !heard.includes("</stream:stream>")) {
      peer.send(`<?xml version='1.0'?>${HEADER} id='1' from='example.org' version='1.0'>`);
      peer.send(
        "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" +
          "<mechanism>PLAIN</mechanism></mechanisms></stream:features>",
      );
      heard = "";
    } else if (heard.includes("</stream:stream>")) {
      peer.send("</stream:stream>");
      peer.end();
    }
  };
}

function deployment() {
  return network(
    {
      "example.org A": [a("192.0.2.1")],
      "_xmpp-client._tcp.example.org SRV": [srv(5222, "im.example.org")],
      "im.example.org A": [a("192.0.2.1")],
    },
    { "192.0.2.1 5222": cleartext },
  );
}

const OPTIONS = JSON.stringify({ domain: "example.org", mode: "c2s" });
let module;

before(async () => {
  module = await prepare(join(PORTABLE, "checker_xmpp_plugin.wasm"), MADE);
});

async function checked() {
  const world = deployment();
  const checker = await instantiate(module, world);
  const discovery = await checker.discover(OPTIONS, []);
  const collection = await checker.collect(OPTIONS, [], discovery.plan);
  const evidence = {
    observation: collection.observation,
    related: [],
    options: OPTIONS,
    judgedAt: 1768478400n,
  };
  return { world, checker, discovery, collection, evidence };
}

test("the definition and the precheck need no network", async () => {
  const world = deployment();
  const checker = await instantiate(module, world);
  const definition = checker.definition();
  assert.equal(definition.id, "xmpp");
  assert.ok(definition.rules.some((rule) => rule.name === "xmpp.srv_c2s"));
  const precheck = checker.precheck(OPTIONS);
  assert.equal(precheck.eligible, true);
  assert.ok(precheck.atMost > 0n);
  assert.equal(world.log.queries, 0);
});

test("a whole check, from the discovery to the page", async () => {
  const { world, checker, discovery, collection, evidence } = await checked();
  assert.deepEqual(
    discovery.entries.map((entry) => JSON.parse(entry.payload).port),
    [5222],
  );
  assert.equal(collection.entries.length, 1);
  const seen = JSON.parse(collection.observation);
  assert.equal(seen.endpoints.length, 1);
  const states = checker.evaluate(evidence, []);
  const codes = states.map((state) => `${state.status} ${state.code}`);
  assert.ok(
    codes.some((code) => code.startsWith("crit xmpp.starttls")),
    codes.join("\n"),
  );
  const summary = checker.summarize(evidence, states);
  assert.ok(summary.problems.length > 0 && summary.verdict.length > 0);
  const page = checker.report(evidence, states);
  assert.ok(page.startsWith("<!DOCTYPE html>") && page.includes("example.org"));
  const metrics = checker.metrics(evidence, states);
  assert.ok(metrics.some((metric) => metric.name.startsWith("xmpp_")));
  assert.equal(checker.restate(evidence), collection.observation);
  assert.equal(world.log.closed, world.log.connections);
});

test("an option that cannot be used is a typed error, and nothing is sent", async () => {
  const world = deployment();
  const checker = await instantiate(module, world);
  await assert.rejects(checker.discover(JSON.stringify({ domain: "" }), []), (error) => {
    const payload = error.payload ?? error;
    assert.equal(payload.tag, "invalid-option");
    assert.equal(payload.val.id, "domain");
    return true;
  });
  assert.equal(world.log.queries, 0);
  assert.throws(
    () =>
      checker.evaluate({ observation: "{}", related: [], options: OPTIONS, judgedAt: 0n }, []),
    (error) => (error.payload ?? error).tag === "invalid-observation",
  );
});

test("a read that is cancelled loses nothing", async () => {
  const guest = await prepare(join(GUESTS, "gives_up_reading.wasm"), MADE);
  const slow = (peer) => {
    const words = ["one ", "two ", "three"];
    const speak = () => {
      if (words.length === 0) return peer.end();
      peer.send(words.shift());
      setTimeout(speak, 250);
    };
    setTimeout(speak, 250);
  };
  const world = network({}, { "192.0.2.1 5222": slow });
  const checker = await instantiate(guest, world);
  const { observation } = await checker.collect("{}", [], undefined);
  const { heard, cancelled } = JSON.parse(observation);
  assert.equal(heard, "one two three");
  assert.ok(cancelled > 0, `${cancelled}`);
});
