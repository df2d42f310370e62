// A mail server that we did not write, for tests: `node server.mjs starttls|implicit|clear <certificate> <key> [<user> <password>]`.
// It prints `READY <port>`, then a line for each log-in, sender and mail that comes, and ends with its standard input.
// What it does with a mail depends on whom it is to: see `answers` and `afterwards`.

import { readFileSync } from "node:fs";

import { SMTPServer } from "smtp-server";

const [mode, certificate, key, user, password] = process.argv.slice(2);

const say = (...words) => process.stdout.write(`${words.join(" ")}\n`);
const fault = (code, text) => Object.assign(new Error(text), { responseCode: code });
const name = (address) => address.split("@")[0];

/** To whom nothing is delivered yet; a server repeats the address in what it says, and so does this one. */
const answers = {
  later: (to) => (known.has(to) ? null : fault(451, `4.3.0 <${to}> try again later`)),
  busy: (to) => fault(421, `4.3.2 <${to}> not now`),
  unknown: (to) => fault(550, `5.1.1 <${to}> no such mailbox`),
  relay: (to) => fault(554, `5.7.1 <${to}> relaying denied`),
};
const known = new Set();

/** What happens once the whole mail has come, instead of the answer that it was taken. */
const afterwards = {
  spam: (to, _, done) => done(fault(550, `5.7.1 mail for <${to}> refused`)),
  slow: () => {},
  cut: (_, session) => {
    for (const connection of server.connections) {
      if (connection.session.id === session.id) connection._socket.destroy();
    }
  },
};

const server = new SMTPServer({
  secure: mode === "implicit",
  cert: readFileSync(certificate),
  key: readFileSync(key),
  hideSTARTTLS: mode === "clear",
  disabledCommands: [...(mode === "clear" ? ["STARTTLS"] : []), ...(user ? [] : ["AUTH"])],
  disableReverseLookup: true,
  logger: false,
  onAuth(auth, session, done) {
    say("LOG-IN", session.secure ? "encrypted" : "clear");
    if (auth.username === user && auth.password === password) done(null, { user });
    else done(fault(535, "5.7.8 no"));
  },
  onMailFrom(address, session, done) {
    say("FROM", session.secure ? "encrypted" : "clear", address.address);
    done();
  },
  onRcptTo(address, _, done) {
    const to = address.address;
    const refusal = answers[name(to)]?.(to) ?? null;
    known.add(to);
    done(refusal);
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      const to = session.envelope.rcptTo.map((recipient) => recipient.address);
      say("MAIL", to.join(","), Buffer.concat(parts).toString("hex"));
      const after = afterwards[name(to[0])];
      if (after) after(to[0], session, done);
      else done();
    });
  },
});

server.on("error", () => {});
server.listen(0, "127.0.0.1", () => say("READY", server.server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
