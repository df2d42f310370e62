// Who gets in and what they see, as its holder lives it: a document is masked, every access ends, a line is disputed. The
// pages work by keyboard and without scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { logIn, startBrowser, visitor } from "../support/browser.js";
import { camille, doctor } from "../support/people.js";
import { startSandbox } from "../support/server.js";

let sandbox;
let browser;
/** The record of Camille, as a path. */
let record;

before(async () => {
  sandbox = await startSandbox();
  browser = await startBrowser();
  const ofCitizen = await visitor(browser, sandbox.origin);
  await logIn(ofCitizen.page, camille);
  await ofCitizen.page.getByRole("link", { name: "Voir mes documents" }).click();
  record = new URL(ofCitizen.page.url()).pathname;
  await ofCitizen.close();
});

after(async () => {
  await browser?.close();
  await sandbox?.stop();
});

/** A doctor who says to care for Camille. */
async function caring() {
  const seen = await visitor(browser, sandbox.origin);
  await logIn(seen.page, doctor);
  await seen.page.goto(record);
  await seen.page.getByLabel("La personne consent à cette consultation").check();
  await seen.page.getByRole("button", { name: "Déclarer et ouvrir le dossier" }).click();
  await seen.page.getByText(camille.name).first().waitFor();
  return seen;
}

test("a holder masks a document, and ends every access with one act", async () => {
  const ofDoctor = await caring();
  const ofCitizen = await visitor(browser, sandbox.origin);
  const { page } = ofCitizen;
  await logIn(page, camille);
  await page.goto(record);
  // One that somebody else deposited: from its author nothing is masked.
  const titles = await ofDoctor.page.locator(".row h3 a").allInnerTexts();
  const before = titles.length;
  assert.ok(before > 0, "the demonstration has documents");
  let masked;
  for (const title of titles) {
    await page.goto(record);
    await page.getByRole("link", { name: title, exact: true }).first().click();
    await page.getByRole("link", { name: "Qui le voit ?" }).click();
    await page.getByRole("heading", { level: 1, name: "Qui voit ce document" }).waitFor();
    const seen = page.locator(".row", { hasText: doctor.name });
    await seen.getByText("Le voit", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Masquer ce document" }).click();
    await page.getByText("Ce document est masqué").waitFor();
    if (await seen.getByText("Ne le voit pas").count()) {
      masked = title;
      break;
    }
  }
  assert.ok(masked, "a mask hides a document from a doctor who is not its author");
  await ofDoctor.page.goto(record);
  assert.ok((await ofDoctor.page.locator(".row h3 a").count()) < before, "the doctor sees less");

  await page.goto(`${record}/safety`);
  await page.getByRole("heading", { name: doctor.name }).waitFor();
  await page.getByLabel("Je confirme que plus personne ne doit entrer.").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Mettre fin à tous les accès maintenant" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Personne n’entre dans votre dossier").waitFor();
  assert.equal((await ofDoctor.page.goto(record)).status(), 404, "nothing opens the record any more");
  await ofDoctor.close();
  await ofCitizen.close();
});

test("choices are seen before they are saved, and looked at through other eyes", async () => {
  const { page, close } = await visitor(browser, sandbox.origin);
  await logIn(page, camille);
  await page.goto(`${record}/preferences`);
  await page.getByLabel("Fermé", { exact: true }).check();
  await page.getByRole("button", { name: "Voir ce que cela change" }).click();
  await page.getByText("Rien n’est encore enregistré.").waitFor();
  assert.ok(await page.getByLabel("Fermé", { exact: true }).isChecked(), "what was chosen stands in the form");
  await page.getByRole("button", { name: "Regarder", exact: true }).click();
  await page.getByText("C’est un essai").waitFor();
  await page.goto(`${record}/preferences`);
  assert.ok(!(await page.getByLabel("Fermé", { exact: true }).isChecked()), "nothing was saved");
  await page.getByLabel("Fermé", { exact: true }).check();
  await page.getByRole("button", { name: "Voir ce que cela change" }).click();
  await page.getByRole("button", { name: "Enregistrer ces choix" }).click();
  await page.waitForURL(/\/preferences$/);
  await page.locator("#would").waitFor({ state: "detached" });
  assert.ok(await page.getByLabel("Fermé", { exact: true }).isChecked(), "it is saved");
  await close();
});

test("a line of the history is disputed, and what becomes of it is followed", async () => {
  const { page, close } = await visitor(browser, sandbox.origin);
  await logIn(page, camille);
  await page.goto(`${record}/history?group=person`);
  await page.locator(".visit", { hasText: doctor.name }).first().locator("summary").click();
  await page.locator(".visit", { hasText: doctor.name }).first().locator(".line-dispute").first().click();
  await page.getByLabel("Qu’est-ce qui n’était pas normal ?").fill("Je n’ai pas vu ce médecin ce jour-là.");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByText("Je n’ai pas vu ce médecin ce jour-là.").waitFor();
  await page.getByText("Envoyée", { exact: true }).waitFor();
  await close();
});
