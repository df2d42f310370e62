// Logging in, as people live it: at a provider, for one of several places, refused, and out again.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { logIn, startBrowser, visitor } from "../support/browser.js";
import { camille, doctor } from "../support/people.js";
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

const cookies = async (context) => (await context.cookies()).map((cookie) => cookie.name);

test("a doctor with two places chooses one, and the session is for that one", async () => {
  const { page, context, close } = await visitor(browser, sandbox.origin);
  await page.goto("/login");
  await page.getByRole("link", { name: doctor.provider }).click();
  await page.getByRole("heading", { level: 1, name: "Qui voulez-vous être ?" }).waitFor();
  await page.getByRole("button", { name: new RegExp(`^${doctor.name}`) }).click();
  await page.getByRole("heading", { level: 1, name: "Où exercez-vous maintenant ?" }).waitFor();
  assert.ok(!(await cookies(context)).includes("__Host-carnet"), "no session before the choice");
  assert.equal(new URL(page.url()).search, "", "neither code nor state stays in the address");
  const choice = page.url();
  await page.getByRole("button", { name: "Hôpital Fictif" }).click();
  await page.getByRole("heading", { level: 1, name: `Bonjour, ${doctor.name}` }).waitFor();
  const bound = (await cookies(context)).filter((name) => name.startsWith("__Host-carnet-login"));
  assert.deepEqual(bound, [], "what bound the attempt is gone");
  await page.goBack();
  await page.goto(choice);
  await page.getByRole("heading", { level: 1, name: "La connexion n’a pas abouti" }).waitFor();
  await close();
});

test("a citizen logs in and comes back to the page that asked for it", async () => {
  const { page, context, close } = await visitor(browser, sandbox.origin);
  const record = "/spaces/00000000-0000-7000-8000-000000000010";
  await page.goto(`${record}/history`);
  await page.getByRole("link", { name: "Se connecter" }).click();
  await page.getByRole("link", { name: camille.provider }).click();
  await page.getByRole("button", { name: camille.name }).click();
  await page.getByRole("heading", { level: 1, name: "Historique" }).waitFor();
  assert.equal(new URL(page.url()).pathname, `${record}/history`);
  const session = (await context.cookies()).find((cookie) => cookie.name === "__Host-carnet");
  assert.deepEqual([session.httpOnly, session.secure, session.sameSite, session.path], [true, true, "Lax", "/"]);
  await close();
});

test("somebody who gives up at the provider, or whose answer is not theirs, is told so and can start over", async () => {
  const { page, close } = await visitor(browser, sandbox.origin, { locale: "en-GB" });
  await page.goto("/auth/psc/start");
  await page.getByRole("button", { name: "Give up" }).click();
  await page.getByRole("heading", { level: 1, name: "You are not logged in" }).waitFor();
  const answer = await page.goto("/auth/fc/callback?state=guessed&code=guessed");
  assert.equal(answer.status(), 400);
  await page.getByRole("heading", { level: 1, name: "You were not logged in" }).waitFor();
  await page.getByText("This log-in is over").waitFor();
  await page.getByRole("link", { name: "Français" }).click();
  await page.getByText("Cette connexion est terminée").waitFor();
  await page.getByRole("link", { name: "Se connecter à nouveau" }).click();
  await page.getByRole("heading", { level: 1, name: "Se connecter" }).waitFor();
  await close();
});

test("logging out ends the session, also for whoever kept its cookie", async () => {
  const { page, context, close } = await visitor(browser, sandbox.origin);
  await logIn(page, camille);
  const kept = (await context.cookies()).filter((cookie) => cookie.name === "__Host-carnet");
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.getByRole("link", { name: "Se connecter" }).waitFor();
  assert.ok(!(await cookies(context)).includes("__Host-carnet"));
  await context.addCookies(kept);
  await page.goto("/");
  await page.getByRole("link", { name: "Se connecter" }).waitFor();
  await close();
});
