// Leaving with everything, as a holder lives it: an export is made by the server's own jobs, looked at, downloaded and opened
// from the disk; the record is to be erased, and kept after all. The pages work without scripts.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { inspect, logIn, sizes, startBrowser, visitor } from "../support/browser.js";
import { camille } from "../support/people.js";
import { startSandbox } from "../support/server.js";

let sandbox;
let browser;
let folder;

before(async () => {
  sandbox = await startSandbox();
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), "carnet-leaving-"));
});

after(async () => {
  await browser?.close();
  await sandbox?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Looks again until the export is ready. */
async function untilReady(page) {
  for (let look = 0; look < 60; look += 1) {
    if (await page.getByRole("link", { name: "Télécharger l’archive" }).count()) return;
    await page.waitForTimeout(500);
    await page.reload();
  }
  assert.fail("the export is not ready after thirty seconds");
}

for (const [screen, size] of Object.entries(sizes)) {
  test(`a holder takes everything out and opens it offline, on a ${screen}`, async () => {
    const seen = await visitor(browser, sandbox.origin, { size });
    const { page } = seen;
    // Whoever has just logged in at the provider has just shown a second factor.
    await logIn(page, camille);
    await page.getByRole("link", { name: "Partir avec tout" }).click();
    await page.getByRole("heading", { level: 1, name: "Partir avec tout" }).waitFor();
    await inspect(page, `leaving-${screen}`);
    await page.getByRole("button", { name: "Préparer un export" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Export demandé le" }).first().waitFor();
    await untilReady(page);
    await inspect(page, `leaving-ready-${screen}`);
    const waits = page.waitForEvent("download");
    await page.getByRole("link", { name: "Télécharger l’archive" }).first().click();
    const download = await waits;
    const archive = join(folder, `${screen}.zip`);
    await download.saveAs(archive);
    const inside = join(folder, screen);
    execFileSync("python3", ["-m", "zipfile", "-e", archive, inside]);
    await opensOffline(inside, screen);
    await page.getByRole("button", { name: "Supprimer" }).first().click();
    await page.getByRole("button", { name: "Préparer un export" }).waitFor();
    assert.equal(await page.getByRole("link", { name: "Télécharger l’archive" }).count(), 0);
    await seen.close();
  });
}

/** The page of the archive: nothing is fetched, a link leads to a document beside it, nothing stands in the way of anybody. */
async function opensOffline(inside, screen) {
  const context = await browser.newContext({ offline: true, viewport: sizes[screen] });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) faults.push(request.url());
  });
  await page.goto(pathToFileURL(join(inside, "index.html")).href);
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.ok((await page.locator("tbody tr").count()) > 0, "documents are listed");
  assert.deepEqual(faults, [], "nothing but files of the archive is asked for");
  await context.close();
  // Axe runs a script in the page, which its policy forbids: it is looked at without.
  const looked = await browser.newContext({ bypassCSP: true, viewport: sizes[screen], locale: "fr-FR" });
  const again = await looked.newPage();
  await again.goto(pathToFileURL(join(inside, "index.html")).href);
  await inspect(again, `leaving-archive-${screen}`);
  await looked.close();
}

test("a holder has the record erased, and keeps it after all", async () => {
  const seen = await visitor(browser, sandbox.origin);
  const { page } = seen;
  await logIn(page, camille);
  await page.getByRole("link", { name: "Partir avec tout" }).click();
  await page.getByLabel("Je veux que mon dossier soit effacé").check();
  await page.getByRole("button", { name: "Effacer mon dossier dans trente jours" }).click();
  await page.getByRole("heading", { name: "Votre dossier va être effacé" }).waitFor();
  await inspect(page, "leaving-erasure");
  await page.getByRole("button", { name: "Garder mon dossier" }).click();
  await page.getByRole("heading", { name: "Effacer mon dossier" }).waitFor();
  await page.getByRole("link", { name: "Fermer ou rouvrir mon dossier" }).click();
  await page.getByRole("button", { name: "Rouvrir mon dossier" }).click();
  await page.getByRole("link", { name: "Voir mes documents" }).waitFor();
  await seen.close();
});
