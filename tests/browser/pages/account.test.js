// An account with a password, as people live it: made, kept safe by codes and a passkey, bound to a record.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, sizes, startBrowser, visitor } from "../support/browser.js";
import { addCodes, logInByPassword, logOut, makeAccount, title } from "../support/accounts.js";
import { codeOf, linkTo } from "../support/mail.js";
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

test("somebody makes an account, adds codes, logs in with one, and binds the account to their record", async () => {
  const { page, close } = await visitor(browser, sandbox.origin);
  const address = "camille@example.org";
  await makeAccount(sandbox, page, address);
  await page.getByText("ne donne accès qu’à cette page").waitFor();
  const letters = await addCodes(page);
  await logOut(page);
  await logInByPassword(page, address);
  await title(page, "Votre second facteur");
  await page.getByLabel("Code à six chiffres").fill("000000");
  await page.getByRole("button", { name: "Continuer" }).click();
  await page.getByRole("alert").getByText("l’heure de votre téléphone").waitFor();
  await page.getByLabel("Code à six chiffres").fill(codeOf(letters, 1));
  await page.getByRole("button", { name: "Continuer" }).click();
  await title(page, "Mon compte et sa sécurité");
  await page.getByRole("link", { name: camille.provider }).click();
  await page.getByRole("button", { name: camille.name }).first().click();
  await title(page, "Mon compte et sa sécurité");
  await page.getByText("Votre compte est vérifié").waitFor();
  await page.goto("/");
  await page.getByRole("link", { name: "Voir mes documents" }).waitFor();
  await close();
});

test("a passkey is made by the browser and opens the account at the next log-in", async () => {
  const { page, context, close } = await visitor(browser, sandbox.origin);
  const devices = await context.newCDPSession(page);
  await devices.send("WebAuthn.enable");
  await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const address = "passkey@example.org";
  await makeAccount(sandbox, page, address);
  await page.goto("/account/factors/passkey");
  await page.getByLabel("Nom de ce second facteur").fill("Cet ordinateur");
  await inspect(page, "account-passkey");
  await page.getByRole("button", { name: "Créer la clé d’accès" }).click();
  await page.getByText("Cet ordinateur").first().waitFor();
  await logOut(page);
  await logInByPassword(page, address);
  await title(page, "Votre second facteur");
  await inspect(page, "account-second-factor-passkey");
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await title(page, "Mon compte et sa sécurité");
  await page.goto("/account/step-up?return_to=/account/factors/totp");
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await title(page, "Ajouter une application de codes");
  await close();
});

for (const [screen, size] of Object.entries(sizes)) {
  test(`the pages of an account on a ${screen}`, async () => {
    const { page, close } = await visitor(browser, sandbox.origin, { size });
    const address = `pages-${screen}@example.org`;
    await makeAccount(sandbox, page, address);
    await inspect(page, `account-${screen}`);
    await page.goto("/account/factors/totp");
    await inspect(page, `account-totp-${screen}`);
    await addCodes(page);
    for (const path of ["/account", "/account/password", "/account/address", "/account/step-up?return_to=/account"]) {
      await page.goto(path);
      await inspect(page, `account${path.replaceAll(/[/?=_]/g, "-")}-${screen}`);
    }
    await logOut(page);
    await logInByPassword(page, address);
    await title(page, "Votre second facteur");
    await page.goto("/account/recovery");
    await inspect(page, `account-recovery-${screen}`);
    await page.getByRole("button", { name: "Envoyer le lien" }).click();
    await title(page, "Regardez vos e\u2011mails");
    await page.goto(await linkTo(sandbox.mails, address, "/account/recovery"));
    await inspect(page, `account-recovery-begin-${screen}`);
    await close();
  });
}

test("an account works without scripts", async () => {
  const context = await browser.newContext({ baseURL: sandbox.origin, javaScriptEnabled: false, locale: "fr-FR" });
  const page = await context.newPage();
  const address = "no-script@example.org";
  await makeAccount(sandbox, page, address);
  await addCodes(page);
  await page.goto("/account/factors/passkey");
  assert.match(await page.locator("noscript p").innerText(), /Les clés d’accès demandent JavaScript/);
  await context.close();
});
