// Uses beyond care, as a holder answers about them: no to one purpose, no to everything, and back, by keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, logIn, sizes, startBrowser, visitor } from "../support/browser.js";
import { camille } from "../support/people.js";
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

for (const [screen, size] of Object.entries(sizes)) {
  test(`a holder opposes every use and takes that back, on a ${screen}`, async () => {
    const seen = await visitor(browser, sandbox.origin, { size });
    const { page } = seen;
    await logIn(page, camille);
    await page.getByRole("link", { name: "Voir mes documents" }).click();
    const record = new URL(page.url()).pathname;
    await page.goto(`${record}/safety`);
    await page.getByRole("link", { name: "Usages en dehors des soins" }).click();
    await page.getByText("Rien de vos données de santé n’est utilisé").waitFor();
    await inspect(page, `secondary-use-${screen}`);
    await page.getByLabel("Pour quel usage").selectOption({ label: "Enseignement" });
    await page.getByLabel("Non", { exact: true }).check();
    await page.getByRole("button", { name: "Enregistrer ma réponse" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Enseignement Non" }).waitFor();
    await page.getByRole("button", { name: "M’opposer à tout usage" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Vous vous opposez à tout usage").waitFor();
    await inspect(page, `secondary-use-opposed-${screen}`);
    // What nothing is used for by default asks for no second factor when a no is taken back.
    while (await page.getByRole("button", { name: "Retirer cette réponse" }).count()) {
      await page.getByRole("button", { name: "Retirer cette réponse" }).first().click();
      await page.getByRole("status").waitFor();
    }
    await page.getByRole("heading", { name: "Vos anciennes réponses" }).waitFor();
    assert.equal(await page.getByText("Vous n’avez rien répondu.").count(), 1);
    await seen.close();
  });
}
