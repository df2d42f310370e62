// A mediator fills in whom they help.

import { camille } from "./people.js";

/** Begins a session together with Camille, who is there and shows a passport. The ids are those of either language. */
export async function helpCamille(page) {
  await page.goto("/mediation");
  await page.locator("#birth_name").fill(camille.birthName);
  await page.locator("#first_names").fill(camille.firstNames);
  await page.locator("#day").fill(camille.birth.day);
  await page.locator("#month").fill(camille.birth.month);
  await page.locator("#year").fill(camille.birth.year);
  await page.locator("#sex-F").check();
  await page.locator("#birthplace").fill(camille.birthplace);
  await page.locator("#ins").fill(camille.ins);
  await page.locator("#system").selectOption("test");
  await page.locator("#document-passport").check();
  await page.locator("#present").check();
  await page.locator("main form button[type=submit]").click();
  await page.locator(".together").waitFor();
}
