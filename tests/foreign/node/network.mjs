// A network in memory, by the contract's text: a zone, servers that are scripts,
// and the machine's clocks.

const TYPES = { 1: "A", 28: "AAAA", 33: "SRV" };

// `zone`: a name, a space and a type lead to the data of records; `servers`:
// `address port` leads to a function that is given each connection.
export function network(zone, servers) {
  const log = { queries: 0, connections: 0, closed: 0 };
  class Connection {
    #peer = new Peer();
    #reads = 0;

    static async connect({ address, port }) {
      log.connections += 1;
      const server = servers[`${textual(address)} ${port}`];
      if (!server) throw { tag: "connection-refused" };
      const connection = new Connection();
      server(connection.#peer);
      return connection;
    }

    // jco drops the result of a call that was cancelled, and tells the host
    // nothing: whoever reads again has given up the read before, which then has to
    // leave everything where it is.
    async read(max) {
      const read = ++this.#reads;
      await this.#peer.readable();
      return read === this.#reads ? this.#peer.take(max) : new Uint8Array();
    }

    async write(data) {
      this.#peer.hear(data);
    }

    [Symbol.dispose]() {
      log.closed += 1;
      this.#peer.leave();
    }
  }
  const dns = {
    async query(message) {
      log.queries += 1;
      return answer(message, zone);
    },
  };
  const clock = {
    now: () => process.hrtime.bigint(),
    wall: () => ({ seconds: BigInt(Math.floor(Date.now() / 1000)), nanoseconds: 0 }),
    async waitUntil(when) {
      const left = Number(when - process.hrtime.bigint()) / 1e6;
      if (left > 0) await new Promise((done) => setTimeout(done, left).unref());
    },
  };
  return { dns, tcp: { Connection }, clock, log };
}

// The server's end of a connection.
class Peer {
  onData = () => {};
  onLeave = () => {};
  #sent = Buffer.alloc(0);
  #ended = false;
  #waiting = [];

  send(data) {
    this.#sent = Buffer.concat([this.#sent, Buffer.from(data)]);
    this.#wake();
  }

  end() {
    this.#ended = true;
    this.#wake();
  }

  readable() {
    if (this.#sent.length > 0 || this.#ended) return Promise.resolve();
    return new Promise((done) => this.#waiting.push(done));
  }

  take(max) {
    const taken = this.#sent.subarray(0, max);
    this.#sent = this.#sent.subarray(max);
    return new Uint8Array(taken);
  }

  hear(data) {
    this.onData(Buffer.from(data));
  }

  leave() {
    this.onLeave();
  }

  #wake() {
    this.#waiting.splice(0).forEach((done) => done());
  }
}

function textual(address) {
  return address.tag === "ipv4"
    ? address.val.join(".")
    : address.val.map((group) => group.toString(16)).join(":");
}

// A response to the one question of a query (RFC 1035 §4.1).
function answer(message, zone) {
  const query = Buffer.from(message);
  let at = 12;
  const labels = [];
  while (query[at] !== 0) {
    labels.push(query.subarray(at + 1, at + 1 + query[at]).toString("latin1"));
    at += query[at] + 1;
  }
  const question = query.subarray(12, at + 5);
  const name = labels.join(".").toLowerCase();
  const type = query.readUInt16BE(at + 1);
  const records = zone[`${name} ${TYPES[type]}`] ?? [];
  const exists = Object.keys(zone).some((key) => key.startsWith(`${name} `));
  const header = Buffer.from(query.subarray(0, 12));
  // QR, RD, RA; NXDOMAIN where the name is in no record.
  header.writeUInt16BE(exists ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  const answers = records.map((data) => {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(0xc00c, 0); // the name of the question
    head.writeUInt16BE(type, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt32BE(300, 6);
    head.writeUInt16BE(data.length, 10);
    return Buffer.concat([head, data]);
  });
  return new Uint8Array(Buffer.concat([header, question, ...answers]));
}

export function a(address) {
  return Buffer.from(address.split(".").map(Number));
}

export function srv(port, target) {
  const numbers = Buffer.alloc(6);
  numbers.writeUInt16BE(port, 4);
  const labels = target.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([numbers, ...labels, Buffer.from([0])]);
}
