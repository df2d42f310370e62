// The first log-in of a father: what a record is, how it opens, and the same for his child.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { inspect, logIn, startBrowser, visitor } from "../support/browser.js";
import { newcomer } from "../support/people.js";
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

test("a newcomer decides how his record opens, then his child's, and is led home", async () => {
  const { page, close } = await visitor(browser, sandbox.origin, { size: { width: 360, height: 740 } });
  await logIn(page, newcomer);
  await inspect(page, "newcomer-home");
  assert.equal(await page.locator("main a[href$='/deposit']").count(), 0, "nothing is deposited before it begins");
  await page.locator("main a[href$='/begin']").first().click();
  await page.getByText("Ouvert à ceux qui soignent").first().waitFor();
  await page.getByRole("button", { name: "Commencer" }).click();
  await page.getByRole("alert").getByText("Choisissez comment le dossier s’ouvre.").waitFor();
  await inspect(page, "newcomer-begin");
  await page.getByLabel("Ouvert à ceux qui soignent", { exact: false }).first().check();
  await page.getByRole("button", { name: "Commencer" }).dblclick();

  // The press too many decided nothing for the child.
  await page.getByText(newcomer.child, { exact: false }).first().waitFor();
  await page.goto("/");
  await page.getByText("Son dossier n’a pas encore commencé.").waitFor();
  const decide = page.getByRole("link", { name: /^Décider pour/ });
  await page.goto(`${await decide.getAttribute("href")}?next=yes`);
  await inspect(page, "newcomer-child-next");
  assert.equal(await page.locator("main form").count(), 0, "it says whose turn it is, and no more");
  await decide.click();
  await page.getByText(newcomer.child, { exact: false }).first().waitFor();
  await page.getByRole("button", { name: /Ce n’est pas mon enfant/ }).waitFor();
  await inspect(page, "newcomer-child");
  await page.getByLabel("Ouvert à ceux qui soignent", { exact: false }).first().check();
  await page.getByRole("button", { name: "Commencer" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.getByRole("link", { name: "Voir mes documents" }).waitFor();
  await inspect(page, "newcomer-home-begun");

  // Whose record it is cannot be mistaken: the child's is not his own.
  await page.getByRole("link", { name: /^Ouvrir le dossier/ }).click();
  await page.getByText("Dossier d’une personne pour qui vous agissez").waitFor();
  assert.equal(await page.getByText("Mon dossier", { exact: true }).count(), 0);
  await inspect(page, "newcomer-child-record");
  await page.goto("/");
  await page.getByRole("link", { name: "Voir mes documents" }).click();
  await page.getByText("Mon dossier", { exact: true }).first().waitFor();
  await page.goto(`${new URL(page.url()).pathname}/history`);
  await page.locator(".line", { hasText: "Choix" }).first().waitFor();
  await close();
});
