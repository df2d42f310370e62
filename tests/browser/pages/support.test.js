// Two people of support: one finds a record, shuts it and opens it again; what one proposes the other declines.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, logIn, startBrowser, visitor } from "../support/browser.js";
import { title } from "../support/accounts.js";
import { camille, secondOfSupport, support } from "../support/people.js";
import { startSandbox } from "../support/server.js";

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

test("support finds a record, sees nothing of whom, shuts it and opens it again", async () => {
  const { page, close } = await visitor(browser, sandbox.origin);
  await logIn(page, support);
  await page.getByRole("link", { name: "Retrouver un dossier" }).click();
  await page.getByLabel("Matricule INS").fill(camille.ins);
  await page.getByRole("button", { name: "Chercher par INS" }).click();
  await title(page, "Un dossier");
  const seen = await page.locator("main").innerText();
  assert.ok(!seen.toUpperCase().includes("SPECIMEN"), "no name");
  assert.ok(!seen.replaceAll(" ", "").includes("285059999900131"), "no number");
  assert.ok(!page.url().includes("285"), "no number in an address");
  await page.getByLabel("La personne est en danger").check();
  await page.getByRole("button", { name: "Suspendre ce dossier" }).click();
  await page.getByRole("definition").getByText("Suspendu").waitFor();
  await inspect(page, "support-suspended");

  const ofCitizen = await visitor(browser, sandbox.origin);
  await logIn(ofCitizen.page, camille);
  await ofCitizen.page.getByText("Votre dossier est suspendu").waitFor();
  await page.getByRole("button", { name: "Rouvrir ce dossier" }).click();
  await page.getByRole("definition").getByText("Utilisé").waitFor();
  await ofCitizen.page.reload();
  await ofCitizen.page.getByRole("link", { name: "Voir mes documents" }).click();
  await ofCitizen.page.goto(`${new URL(ofCitizen.page.url()).pathname}/history`);
  await ofCitizen.page.locator(".line", { hasText: support.name }).first().waitFor();
  await ofCitizen.close();
  await close();
});

test("a document of somebody else is proposed by one, and the other decides", async () => {
  const ofCitizen = await visitor(browser, sandbox.origin);
  await logIn(ofCitizen.page, camille);
  await ofCitizen.page.getByRole("link", { name: "Voir mes documents" }).click();
  const space = new URL(ofCitizen.page.url()).pathname.split("/").pop();
  const asCitizen = { persona: "citizen" };
  const given = await fetch(`${sandbox.origin}/sandbox/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asCitizen),
  });
  const { access_token: token } = await given.json();
  const call = (path, options) =>
    fetch(`${sandbox.origin}/api/v1/spaces/${space}${path}`, {
      ...options,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
  const { items } = await (await call("/documents")).json();
  const ofDoctor = items.find((item) => !item.brought_by_citizen);
  const asked = await call(`/documents/${ofDoctor.id}/correction-request`, {
    method: "POST",
    body: JSON.stringify({ kind: "not_mine", message: "Je ne suis pas cette personne." }),
  });
  assert.equal(asked.status, 201, await asked.text());
  await ofCitizen.close();

  const one = await visitor(browser, sandbox.origin);
  await logIn(one.page, support);
  await one.page.goto(`/admin/records/${space}`);
  const form = one.page.locator("form[aria-labelledby=not-mine]");
  await form.getByRole("checkbox").first().check();
  await form.getByLabel("Numéro du dossier de la personne concernée").fill("00000000-0000-7000-8000-000000000060");
  await form.getByLabel("Le document a été classé dans le mauvais dossier").check();
  await form.getByRole("button", { name: "Proposer à un collègue" }).click();
  await title(one.page, "Documents d’une autre personne");
  const proposal = one.page.url();
  assert.equal(await one.page.getByRole("button", { name: "Confirmer" }).count(), 0, "nobody decides alone");
  await inspect(one.page, "support-proposal-own");

  const other = await visitor(browser, sandbox.origin);
  await logIn(other.page, secondOfSupport);
  await other.page.getByRole("link", { name: "Voir les propositions" }).click();
  await inspect(other.page, "support-proposals-waiting");
  await other.page.getByRole("link", { name: "Documents d’une autre personne" }).click();
  assert.equal(other.page.url(), proposal);
  await inspect(other.page, "support-proposal");
  await other.page.getByRole("button", { name: "Refuser" }).click();
  await other.page.getByRole("definition").getByText("Refusée").waitFor();
  await one.page.getByRole("button", { name: "Reprendre ma proposition" }).click();
  await one.page.getByRole("alert").getByText("déjà décidée").waitFor();
  await other.close();
  await one.close();
});
