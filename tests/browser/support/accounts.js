// Accounts with a password, as somebody makes them and keeps them safe.

import { codeOf, linkTo } from "./mail.js";

const password = "correct cheval agrafe pile";

export const title = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

/** Makes an account by the link of its mail. */
export async function makeAccount(sandbox, page, address) {
  await page.goto("/account/new");
  await page.locator("#address").fill(address);
  await page.getByRole("button", { name: "Envoyer le lien" }).click();
  await title(page, "Regardez vos e\u2011mails");
  await page.goto(await linkTo(sandbox.mails, address, "/account/confirm"));
  await page.getByLabel("Nouveau mot de passe").fill(password);
  await page.getByRole("button", { name: "Enregistrer ce mot de passe" }).click();
  await title(page, "Mon compte et sa sécurité");
}

export async function logInByPassword(page, address) {
  await page.goto("/auth/password");
  await page.locator("#address").fill(address);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter" }).click();
}

export async function logOut(page) {
  await page.getByRole("banner").getByRole("button").click();
  await page.waitForURL((url) => url.pathname === "/");
}

/** Adds an application that shows codes; gives its secret in letters. */
export async function addCodes(page) {
  await page.goto("/account/factors/totp");
  const letters = await page.locator(".letters").innerText();
  await page.getByLabel("Nom de ce second facteur").fill("Mon téléphone");
  await page.getByLabel("Code à six chiffres").fill(codeOf(letters));
  await page.getByRole("button", { name: "Ajouter cette application" }).click();
  await page.getByText("Mon téléphone").first().waitFor();
  return letters;
}
