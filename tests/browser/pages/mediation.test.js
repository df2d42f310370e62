// A citizen without a smartphone and a mediator in a town hall, at one screen, from the log-in to the end.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { addCodes, logInByPassword, logOut, makeAccount, title } from "../support/accounts.js";
import { inspect, logIn, startBrowser, visitor } from "../support/browser.js";
import { codeOf } from "../support/mail.js";
import { helpCamille } from "../support/mediation.js";
import { auditor, camille, mediator } from "../support/people.js";
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

async function recordOf(person) {
  const { page, close } = await visitor(browser, sandbox.origin);
  await logIn(page, person);
  await page.getByRole("link", { name: "Voir mes documents" }).click();
  const record = new URL(page.url()).pathname;
  const document = await page.locator(".row h3 a").first().getAttribute("href");
  await close();
  return { record, document };
}

test("a mediator and a citizen act together, see no document, and both are named", async () => {
  const { record, document } = await recordOf(camille);
  const desk = await visitor(browser, sandbox.origin);
  const { page } = desk;
  await logIn(page, mediator);
  await page.getByText("Aucun rôle de l’administration n’ouvre un dossier.").waitFor();
  assert.equal((await page.goto(record)).status(), 404, "the mediator alone");
  await page.goto("/admin");
  await page.getByRole("link", { name: "Aider une personne" }).click();
  await title(page, "Aider une personne");
  await helpCamille(page);
  assert.ok(!page.url().includes("285"), "no number in an address");

  const banner = page.getByRole("region", { name: /avec Eden Prototype, médiateur/ });
  await banner.getByText(camille.name.toUpperCase()).waitFor();
  await banner.getByText(/Il reste (20|19) minutes/).waitFor();
  await page.getByRole("link", { name: "Choisir comment il s’ouvre" }).click();
  await banner.waitFor();
  await page.getByLabel("Me demander", { exact: false }).first().check();
  await page.getByRole("button", { name: "Garder ce choix" }).click();
  await page.getByRole("link", { name: "Voir l’historique" }).click();
  await title(page, "Historique");
  await banner.waitFor();
  assert.equal(await page.locator("main a[href*=documents]").count(), 0, "nothing leads to a document");

  for (const address of [document, `${record}/deposit`, "/account"]) {
    assert.equal((await page.goto(address)).status(), 403, address);
    await page.getByText("seule").first().waitFor();
    await banner.waitFor();
  }
  await banner.getByRole("button", { name: "Nous avons terminé" }).click();
  await page.getByRole("status").getByText("La séance est terminée.").waitFor();
  assert.equal(await page.locator(".together").count(), 0);
  assert.equal((await page.goto(`${record}/history`)).status(), 404, "alone again");
  await desk.close();

  const ofCitizen = await visitor(browser, sandbox.origin);
  await logIn(ofCitizen.page, camille);
  await ofCitizen.page.goto(`${record}/notifications`);
  await ofCitizen.page.getByText("Un médiateur vous a aidé").waitFor();
  await ofCitizen.page.getByText(/avec Eden Prototype, vous avez choisi comment votre dossier s’ouvre/).waitFor();
  await ofCitizen.page.goto(`${record}/history`);
  const lines = ofCitizen.page.locator(".line", { hasText: "avec Eden Prototype, médiateur" });
  for (const act of ["Début d’une séance", "Fin d’une séance", "Choix de"]) {
    await lines.filter({ hasText: act }).first().waitFor();
  }
  await lines.and(ofCitizen.page.locator(".refused")).first().waitFor();
  await ofCitizen.close();

  const ofAuditor = await visitor(browser, sandbox.origin);
  await logIn(ofAuditor.page, auditor);
  await ofAuditor.page.getByRole("link", { name: "Voir le décompte" }).click();
  await ofAuditor.page.getByRole("row", { name: /Eden Prototype 1/ }).waitFor();
  assert.ok(!(await ofAuditor.page.locator("main").innerText()).toUpperCase().includes("SPECIMEN"));
  await ofAuditor.close();
});

test("a code that is said aloud binds an account, which still asks for its second factor", async () => {
  const own = await visitor(browser, sandbox.origin);
  const address = "camille.sans.telephone@example.org";
  await makeAccount(sandbox, own.page, address);
  await own.page.getByText("Ajoutez d’abord un second facteur").waitFor();
  const letters = await addCodes(own.page);
  await own.page.getByRole("button", { name: "Demander un code" }).click();
  await title(own.page, "Vérifier mon identité avec un médiateur");
  const code = await own.page.locator(".letters").innerText();
  await inspect(own.page, "account-raising-code");

  const desk = await visitor(browser, sandbox.origin);
  await logIn(desk.page, mediator);
  await helpCamille(desk.page);
  await desk.page.getByLabel("Code de huit lettres et chiffres").fill(code.toLowerCase());
  await desk.page.getByRole("button", { name: "Vérifier ce compte" }).click();
  await desk.page.getByRole("status").getByText("Le compte est vérifié").waitFor();
  await inspect(desk.page, "together-code-taken");
  await logOut(desk.page);
  assert.equal((await desk.page.goto("/mediation")).status(), 401, "logging out ends both");
  await desk.close();

  await logOut(own.page);
  await logInByPassword(own.page, address);
  await title(own.page, "Votre second facteur");
  await own.page.getByLabel("Code à six chiffres").fill(codeOf(letters, 1));
  await own.page.getByRole("button", { name: "Continuer" }).click();
  await own.page.goto("/");
  await own.page.getByRole("link", { name: "Voir mes documents" }).waitFor();
  await own.close();
});
