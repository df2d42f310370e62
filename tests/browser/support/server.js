// The real program, in a folder of its own, on ports that are free: what the tests open pages of.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const program = process.env.CARNET_BIN ?? join(target, "debug", "carnet");

/** Longest time from the start to the first answer: a first start makes a database. */
const patience = 120_000;

async function freePort() {
  const probe = createServer();
  await new Promise((listening) => probe.listen(0, "127.0.0.1", listening));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

/** Starts the sandbox; `stop()` ends it and removes what it stored. */
export async function startSandbox() {
  if (!existsSync(program)) throw new Error(`${program} is not there: build it first (cargo build -p carnet)`);
  const folder = mkdtempSync(join(tmpdir(), "carnet-pages-"));
  const [port, operator] = [await freePort(), await freePort()];
  const environment = { ...process.env };
  for (const name of Object.keys(environment)) {
    if (name.startsWith("CARNET_") || name === "DATABASE_URL") delete environment[name];
  }
  const child = spawn(program, ["sandbox"], {
    cwd: folder,
    env: {
      ...environment,
      CARNET_SERVER__LISTEN: `127.0.0.1:${port}`,
      CARNET_SERVER__PUBLIC_ORIGIN: `http://localhost:${port}`,
      CARNET_OPERATOR__LISTEN: `127.0.0.1:${operator}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += bytes));
  const ended = new Promise((end) => child.once("exit", end));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const origin = `http://localhost:${port}`;
  const until = Date.now() + patience;
  for (;;) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`the sandbox did not start:\n${said}`);
    }
    try {
      if ((await fetch(`${origin}/`)).ok) return { origin, mails: join(folder, "var", "mail"), stop };
    } catch {
      // It is not there yet.
    }
    await new Promise((later) => setTimeout(later, 200));
  }
}
