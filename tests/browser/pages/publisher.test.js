// A publisher's first deposit with a client that a generator made of the description, and the citizen who reads it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import openapiTypes, { astToString } from "openapi-typescript";

import { logIn, startBrowser, visitor } from "../support/browser.js";
import { camille } from "../support/people.js";
import { startSandbox } from "../support/server.js";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const made = join(here, "publisher", "made");

let sandbox;
let browser;

before(async () => {
  sandbox = await startSandbox();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await sandbox?.stop();
});

/** Types of the description that the program gives, and the publisher's code compiled against them. */
async function client() {
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  const description = await (await fetch(`${sandbox.origin}/api/v1/openapi.json`)).json();
  writeFileSync(join(made, "api.d.ts"), astToString(await openapiTypes(description)));
  copyFileSync(join(here, "publisher", "first-deposit.ts"), join(made, "first-deposit.ts"));
  const compiler = join(here, "node_modules", "typescript", "bin", "tsc");
  const settings = ["--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom,dom.iterable"];
  execFileSync(process.execPath, [compiler, ...settings, join(made, "first-deposit.ts")], { stdio: "inherit" });
  return import(pathToFileURL(join(made, "first-deposit.js")).href);
}

test("a generated client deposits for a doctor, and the patient finds the document", async () => {
  const { firstDeposit } = await client();
  const asked = await fetch(`${sandbox.origin}/sandbox/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ persona: "doctor" }),
  });
  const { access_token: token } = await asked.json();
  const note = new Blob(["Tout va bien."], { type: "text/plain" });
  const { space, document, bytes } = await firstDeposit({
    origin: sandbox.origin,
    token,
    patient: { value: camille.ins, oid: "1.2.250.1.213.1.4.10" },
    metadata: {
      type: { code: "11488-4", system: "2.16.840.1.113883.6.1" },
      title: "Premier dépôt d’un éditeur",
      patient: {
        ins: { value: camille.ins, oid: "1.2.250.1.213.1.4.10" },
        birth_name: camille.birthName,
        first_names: [camille.firstNames],
        birth_date: "1985-05-17",
        sex: "F",
      },
    },
    file: note,
  });
  assert.equal(bytes, note.size);

  const { page, close } = await visitor(browser, sandbox.origin);
  await logIn(page, camille);
  await page.goto(`/spaces/${space}/documents/${document}`);
  await page.getByRole("heading", { level: 1, name: "Premier dépôt d’un éditeur" }).waitFor();
  await close();
});
