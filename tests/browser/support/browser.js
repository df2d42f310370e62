// Chromium as a visitor: what every page must keep to is watched here, whatever a test does with it.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import axe from "@axe-core/playwright";
import { chromium } from "playwright-core";

const shots = join(dirname(fileURLToPath(import.meta.url)), "..", "shots");
const AxeBuilder = axe.default ?? axe;

export const sizes = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 360, height: 740 },
};

/** WCAG 2.2 up to AA, and what its authors hold for good practice. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function startBrowser() {
  mkdirSync(shots, { recursive: true });
  return chromium.launch({
    executablePath: process.env.CARNET_CHROMIUM ?? "/usr/bin/chromium",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}

/** A visitor with cookies of their own. */
export async function visitor(browser, origin, options = {}) {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: options.size ?? sizes.desktop,
    colorScheme: options.scheme ?? "light",
    locale: options.locale ?? "fr-FR",
  });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    // A refusal that a test asks for is no fault of the page.
    const refusal = message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !refusal) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    // The browser's own viewer of PDF is made of parts of its own, which come from no host.
    if (/^chrome(-extension)?:/.test(request.url())) return;
    if (!request.url().startsWith(`${origin}/`)) faults.push(`a request to ${request.url()}`);
  });
  return {
    context,
    page,
    async close() {
      await context.close();
      assert.deepEqual(faults, [], "nothing in the console, no request to another host");
    },
  };
}

/** Logs in at the person's identity provider, or by the button of whom none knows, and for the person's place where there are several. */
export async function logIn(page, { name, provider, place, home = "/" }) {
  await page.goto("/login");
  if (provider) await page.getByRole("link", { name: provider }).click();
  await page.getByRole("button", { name }).first().click();
  if (place) await page.getByRole("button", { name: place }).click();
  await page.waitForURL((url) => url.pathname === home);
}

/** Finds what axe finds, that nothing is wider than the screen, and keeps a picture. */
export async function inspect(page, name) {
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  const said = violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join("\n    ")}`);
  assert.deepEqual(said, [], `${name}: axe`);
  const { width, screen } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
  }));
  assert.ok(width <= screen, `${name}: ${width} px of content on a screen of ${screen} px`);
}
