// First light, as two people live it: a doctor reaches a record, and its holder reads who did what.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { logIn, startBrowser, visitor } from "../support/browser.js";
import { camille, dentist, doctor } from "../support/people.js";
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

async function findByIns(page) {
  await page.goto("/patients");
  await page.getByLabel("Matricule INS").fill(camille.ins);
  await page.getByLabel("Nature du matricule").selectOption("test");
  await page.getByRole("button", { name: "Chercher par INS" }).click();
}

test("a doctor is refused, declares a care relationship, and reads; the holder sees it all", async () => {
  const ofDentist = await visitor(browser, sandbox.origin);
  await logIn(ofDentist.page, dentist);
  await findByIns(ofDentist.page);
  await ofDentist.page.getByRole("heading", { name: "Déclarer une relation de soins" }).waitFor();
  await ofDentist.close();

  const ofDoctor = await visitor(browser, sandbox.origin);
  const { page } = ofDoctor;
  await logIn(page, doctor);
  await findByIns(page);
  assert.ok(!page.url().includes("285"), "no number in an address");
  const record = page.url();
  assert.equal((await page.goto(record)).status(), 404, "nothing opens the record before");
  await page.getByLabel("La personne consent à cette consultation").check();
  await page.getByRole("button", { name: "Déclarer et ouvrir le dossier" }).click();
  await page.getByText(camille.name).first().waitFor();
  assert.equal(page.url(), record);

  const first = page.locator(".row h3 a").first();
  const title = await first.innerText();
  await first.click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Télécharger" }).click();
  assert.ok((await (await saving).path()).length > 0, "the content can be saved");
  await ofDoctor.close();

  const ofCitizen = await visitor(browser, sandbox.origin);
  await logIn(ofCitizen.page, camille);
  await ofCitizen.page.goto(`${record}/history`);
  const history = ofCitizen.page.locator("main");
  const refused = history.locator(".line.refused", { hasText: dentist.name });
  await refused.first().waitFor();
  assert.match(await refused.first().innerText(), /Refusé/);
  for (const act of ["Déclaration d’une relation", "Consultation de la liste", "Ouverture d’un document"]) {
    await history.locator(".line", { hasText: doctor.name }).filter({ hasText: act }).first().waitFor();
  }
  await ofCitizen.close();
});

test("what a browser can show by itself opens, without running anything", async () => {
  const { page, close } = await visitor(browser, sandbox.origin);
  await logIn(page, camille);
  await page.getByRole("link", { name: "Voir mes documents" }).click();
  await page.waitForURL(/\/spaces\//);
  const list = page.url();
  const count = await page.locator(".row h3 a").count();
  assert.ok(count > 0, "the demonstration has documents");
  for (let index = 0; index < count; index += 1) {
    await page.goto(list);
    await page.locator(".row h3 a").nth(index).click();
    const open = page.getByRole("link", { name: "Ouvrir" });
    if ((await open.count()) === 0) continue;
    const address = new URL(await open.getAttribute("href"), sandbox.origin);
    const answer = await page.request.get(address.href);
    assert.equal(answer.status(), 200);
    assert.match(answer.headers()["content-disposition"], /^inline/);
    assert.match(answer.headers()["content-security-policy"], /default-src 'none'/);
    assert.equal(answer.headers()["x-content-type-options"], "nosniff");
    await page.goto(address.href);
    if (answer.headers()["content-type"] === "application/pdf") {
      const viewer = await page.evaluate(() => document.contentType);
      assert.equal(viewer, "application/pdf", "the browser's own viewer shows it");
    } else {
      assert.ok((await page.locator("body").innerText()).length > 0, "the text is shown");
    }
  }
  await close();
});

test("a citizen deposits a document, and is told what is not taken", async () => {
  const { page, close } = await visitor(browser, sandbox.origin);
  await logIn(page, camille);
  await page.getByRole("link", { name: "Déposer un document" }).click();
  await page.getByLabel("Titre").fill("Ordonnance de lunettes");
  const lie = { name: "ordonnance.pdf", mimeType: "application/pdf", buffer: Buffer.from("du texte") };
  await page.getByLabel("Fichier").setInputFiles(lie);
  await page.getByRole("button", { name: "Déposer dans mon dossier" }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByLabel("Titre").inputValue(), "Ordonnance de lunettes");
  const note = { name: "ordonnance.txt", mimeType: "text/plain", buffer: Buffer.from("Deux verres.\n") };
  await page.getByLabel("Fichier").setInputFiles(note);
  await page.getByRole("button", { name: "Déposer dans mon dossier" }).click();
  await page.getByRole("status").waitFor();
  await page.getByRole("heading", { level: 1, name: "Ordonnance de lunettes" }).waitFor();
  await close();
});

test("a citizen keeps photos of three pages as one document, and replaces it", async () => {
  const { page, close } = await visitor(browser, sandbox.origin);
  await logIn(page, camille);
  await page.getByRole("link", { name: "Déposer un document" }).click();
  await page.getByLabel("Titre").fill("Trois pages");
  const photo = fileURLToPath(new URL("../../fixtures/files/square.jpg", import.meta.url));
  await page.getByLabel("Fichier").setInputFiles([photo, photo, photo]);
  await page.getByRole("button", { name: "Déposer dans mon dossier" }).click();
  await page.getByRole("status").waitFor();
  await page.getByText("PDF").first().waitFor();
  await page.getByRole("link", { name: "Remplacer par une nouvelle version" }).click();
  await page.getByRole("heading", { level: 1, name: "Remplacer un document" }).waitFor();
  const note = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("Une page suffit.\n") };
  await page.getByLabel("Fichier").setInputFiles(note);
  await page.getByRole("button", { name: "Remplacer" }).click();
  await page.getByRole("heading", { level: 1, name: "Trois pages" }).waitFor();
  await page.getByText("TXT").first().waitFor();
  await close();
});

test("somebody who only has a keyboard logs in, reads and leaves", async () => {
  const { page, close } = await visitor(browser, sandbox.origin, { locale: "en-GB" });
  const focused = () => page.evaluate(() => document.activeElement.textContent.trim().replace(/\s+/g, " "));
  const tabTo = async (text) => {
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press("Tab");
      if ((await focused()).includes(text)) return;
    }
    assert.fail(`${text} cannot be reached by keyboard`);
  };
  const enter = async (heading) => {
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  };
  await page.goto("/");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to the content", "the first stop skips the head");
  await tabTo("Log in");
  await enter("Log in");
  await tabTo(camille.provider);
  await enter("Who do you want to be?");
  await tabTo(camille.name);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
  assert.notEqual(outline, "0px", "the focus is seen");
  await enter(`Hello, ${camille.name}`);
  await tabTo("See my documents");
  await enter("Documents");
  await tabTo("Log out");
  await enter("Your health documents");
  await close();
});

test("pages work without scripts and keep their language", async () => {
  const context = await browser.newContext({ baseURL: sandbox.origin, javaScriptEnabled: false, locale: "fr-FR" });
  const page = await context.newPage();
  await page.goto("/");
  await page.getByRole("link", { name: "English" }).click();
  await page.getByRole("link", { name: "Log in" }).click();
  await page.getByRole("link", { name: camille.provider }).click();
  await page.getByRole("button", { name: camille.name }).click();
  await page.getByRole("link", { name: "See the history" }).click();
  await page.getByRole("heading", { level: 1, name: "History" }).waitFor();
  await context.close();
});

test("a citizen reads a clinical document in the browser, and nothing in it runs", async () => {
  const ofCitizen = await visitor(browser, sandbox.origin);
  const { page } = ofCitizen;
  await logIn(page, camille);
  await page.getByRole("link", { name: "Voir mes documents" }).click();
  await page.getByRole("link", { name: "Compte rendu de consultation" }).first().click();
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/readable")),
    page.getByRole("link", { name: "Lire" }).click(),
  ]);
  assert.equal(answer.status(), 200);
  assert.match(answer.headers()["content-security-policy"], /^sandbox; default-src 'none'/);
  await page.getByRole("heading", { level: 1, name: "Compte rendu de consultation" }).waitFor();
  await page.getByRole("heading", { level: 2, name: "Consultation" }).waitFor();
  await page.getByText("Toux sèche depuis une semaine").waitFor();
  await ofCitizen.close();
});
