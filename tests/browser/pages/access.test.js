// Who gets in and what they see, as its holder lives it: a document is masked, every access ends, a line is disputed. The
// pages work by keyboard and without scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, logIn, sizes, startBrowser, visitor } from "../support/browser.js";
import { camille, doctor, noe } from "../support/people.js";
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

// Before the story that ends every access, for that one ends this carer's too.
for (const [screen, size] of Object.entries(sizes)) {
  test(`a carer helps with prescriptions, is invited anew, accepts, and stops, on a ${screen}`, async () => {
    const ofCitizen = await visitor(browser, sandbox.origin, { size });
    const ofCarer = await visitor(browser, sandbox.origin, { size });
    const holder = ofCitizen.page;
    const carer = ofCarer.page;
    await logIn(carer, noe);
    await carer.getByRole("link", { name: "Les personnes que j’aide" }).click();
    await carer.getByRole("link", { name: "Dossier de CAMILLE SPECIMEN" }).click();
    await carer.getByRole("heading", { level: 1, name: "Documents" }).waitFor();
    await carer.getByText("Dossier d’une personne que vous aidez").waitFor();
    assert.equal(await carer.getByRole("link", { name: "Historique" }).count(), 0, "what is the holder's is not offered");
    const titles = await carer.locator(".row h3 a").allInnerTexts();
    assert.ok(titles.includes("Ordonnance"), `a prescription: ${titles}`);
    assert.ok(!titles.includes("Compte rendu de consultation"), `nothing else: ${titles}`);
    await inspect(carer, `carer-record-${screen}`);
    await carer.getByRole("link", { name: "Déposer" }).click();
    await carer.getByLabel("Titre").fill("Ordonnance de l’hôpital");
    const note = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("Deux boîtes.\n") };
    await carer.getByLabel("Fichier").setInputFiles(note);
    await inspect(carer, `carer-deposit-${screen}`);
    await carer.getByRole("button", { name: "Déposer dans ce dossier" }).click();
    await carer.getByRole("heading", { level: 1, name: "Ordonnance de l’hôpital" }).waitFor();
    await carer.goto("/cared-for");
    await inspect(carer, `carer-cared-for-${screen}`);
    await carer.getByLabel("Oui, je ne veux plus aider").check();
    await carer.getByRole("button", { name: "Cesser d’aider" }).click();
    await carer.waitForURL(/\/cared-for\?done=ended$/);
    assert.equal((await carer.goto(record)).status(), 404, "nothing opens the record any more");

    await logIn(holder, camille);
    await holder.goto(`${record}/safety`);
    await holder.getByRole("link", { name: "Mes aidants" }).click();
    await holder.getByText("Personne ne vous aide").waitFor();
    await holder.getByLabel("Nom de famille").fill(noe.familyName);
    await holder.getByLabel("Premier prénom").fill(noe.firstName);
    await holder.getByLabel("Date de naissance").fill(noe.birthDate);
    await holder.getByLabel("Ordonnances et soins").focus();
    await holder.keyboard.press("Space");
    await holder.getByLabel("Ajouter des documents").check();
    await holder.getByRole("button", { name: "Préparer l’invitation" }).focus();
    await holder.keyboard.press("Enter");
    await holder.getByRole("heading", { level: 1, name: "Votre code" }).waitFor();
    const code = await holder.locator(".letters").innerText();
    await inspect(holder, `carer-invited-${screen}`);

    await carer.goto("/cared-for");
    await carer.getByLabel("Code").fill(code.toLowerCase());
    await carer.getByRole("button", { name: "Accepter" }).click();
    await carer.getByRole("link", { name: "Dossier de CAMILLE SPECIMEN" }).waitFor();
    await holder.goto(`${record}/carers`);
    await holder.getByText("aide en ce moment").waitFor();
    await inspect(holder, `citizen-carers-${screen}`);
    await holder.goto(`${record}/notifications`);
    await holder.getByText("vous aide désormais avec votre dossier").first().waitFor();
    await ofCitizen.close();
    await ofCarer.close();
  });
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
  await page.getByLabel("Je confirme que tous les accès doivent se terminer.").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Mettre fin à tous les accès maintenant" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Personne n’entre dans votre dossier").waitFor();
  assert.equal((await ofDoctor.page.goto(record)).status(), 404, "nothing opens the record any more");
  await ofDoctor.close();
  await ofCitizen.close();
});

for (const [screen, size] of Object.entries(sizes)) {
  test(`a holder makes a code, is shown it once, and ends it, on a ${screen}`, async () => {
    const { page, close } = await visitor(browser, sandbox.origin, { size });
    await logIn(page, camille);
    await page.goto(`${record}/safety`);
    await page.getByRole("link", { name: "Codes d’accès" }).click();
    await page.getByText("aucun code n’attend").waitFor();
    // Whoever has just logged in at the provider has just shown a second factor.
    await page.getByRole("button", { name: "Faire le code" }).waitFor();
    await inspect(page, `citizen-codes-new-${screen}`);
    await page.getByRole("button", { name: "Faire le code" }).click();
    await page.getByRole("alert").getByText("cochez au moins un document").waitFor();
    await page.locator("input[name^=document-]").first().focus();
    await page.keyboard.press("Space");
    await page.getByLabel("Pour combien de temps").selectOption({ label: "1 heure" });
    await page.getByRole("button", { name: "Faire le code" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Votre code" }).waitFor();
    assert.match(await page.locator(".letters").innerText(), /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await inspect(page, `citizen-code-made-${screen}`);
    await page.getByRole("link", { name: "Voir mes codes" }).click();
    await page.getByText("Code que personne n’a encore utilisé").waitFor();
    assert.equal(await page.locator(".letters").count(), 0, "it is shown once");
    await inspect(page, `citizen-codes-${screen}`);
    await page.goto(`${record}/safety`);
    await page.getByRole("heading", { name: "Pourront entrer plus tard" }).waitFor();
    await inspect(page, `citizen-safety-to-come-${screen}`);
    await page.goto(`${record}/codes`);
    await page.getByRole("button", { name: "Annuler ce code" }).click();
    await page.getByText("aucun code n’attend").waitFor();
    await close();
  });
}

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
  await page.waitForURL(/\/preferences\?done=saved$/);
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
