// Every page, in both languages, in light and dark colours, on a desktop and on a phone: axe finds nothing, nothing is cut
// off.

import { after, before, test } from "node:test";

import { inspect, logIn, sizes, startBrowser, visitor } from "../support/browser.js";
import { helpCamille } from "../support/mediation.js";
import { auditor, camille, doctor, mediator, support } from "../support/people.js";
import { startSandbox } from "../support/server.js";

let sandbox;
let browser;
/** The record of Camille, and one of its documents, as paths. */
let record;
let document;

before(async () => {
  sandbox = await startSandbox();
  browser = await startBrowser();
  const ofCitizen = await visitor(browser, sandbox.origin);
  await logIn(ofCitizen.page, camille);
  await ofCitizen.page.getByRole("link", { name: "Voir mes documents" }).click();
  record = new URL(ofCitizen.page.url()).pathname;
  await ofCitizen.page.goto(`${record}/deposit`);
  await ofCitizen.page.getByLabel("Titre").fill("Ordonnance de lunettes de l’automne dernier");
  const note = { name: "ordonnance.txt", mimeType: "text/plain", buffer: Buffer.from("Deux verres.\n") };
  await ofCitizen.page.getByLabel("Fichier").setInputFiles(note);
  await ofCitizen.page.getByRole("button", { name: "Déposer dans mon dossier" }).click();
  document = new URL(ofCitizen.page.url()).pathname;
  await ofCitizen.close();
  const ofDoctor = await visitor(browser, sandbox.origin);
  await logIn(ofDoctor.page, doctor);
  await ofDoctor.page.goto(record);
  await ofDoctor.page.getByLabel("La personne consent à cette consultation").check();
  await ofDoctor.page.getByRole("button", { name: "Déclarer et ouvrir le dossier" }).click();
  await ofDoctor.close();
});

after(async () => {
  await browser?.close();
  await sandbox?.stop();
});

const nowhere = "/spaces/00000000-0000-7000-8000-00000000dead";

/** Who opens what; a step may act on the page before it is looked at. */
const visits = [
  {
    who: null,
    pages: [
      ["welcome", () => "/"],
      ["login", () => "/login"],
      ["account-log-in", () => "/auth/password"],
      ["account-new", () => "/account/new"],
      ["account-forgotten", () => "/account/forgotten"],
      ["account-link-over", () => "/account/confirm/guessed"],
      ["login-at-provider", () => "/auth/fc/start"],
      ["login-refused", () => "/auth/fc/callback?state=guessed&code=guessed"],
      ["login-provider-refuses", () => "/sandbox/psc/authorize?client_id=stranger"],
      ["login-provider-questions", () => "/sandbox/psc/questions?done=yes"],
      ["login-provider-sessions", () => "/sandbox/psc/sessions?done=ended"],
      ["login-provider-log-out", () => "/sandbox/psc/logout"],
      [
        "login-situation",
        () => "/auth/psc/start",
        async (page) => {
          await page.getByRole("button", { name: new RegExp(`^${doctor.name}`) }).click();
          await page.getByRole("button", { name: doctor.place }).waitFor();
        },
      ],
      ["not-logged-in", () => record],
    ],
  },
  {
    who: camille,
    pages: [
      ["citizen-home", () => "/"],
      ["citizen-account", () => "/account"],
      ["citizen-not-yet", () => `${record}/preferences?done=not-yet`],
      ["citizen-closing", () => `${record}/closing`],
      ["citizen-leaving", () => `${record}/leaving`],
      ["citizen-documents", () => record],
      ["citizen-document", () => `${document}?deposited=true`],
      ["citizen-entries", () => `${document}/entries`],
      ["citizen-replacement", () => `${document}/replacement`],
      ["citizen-versions", () => `${document}/versions`],
      ["citizen-history", () => `${record}/history`],
      ["citizen-history-visits", () => `${record}/history?group=visit`],
      ["citizen-history-robots", () => `${record}/history?group=robots`],
      [
        "citizen-dispute",
        () => `${record}/history`,
        async (page) => {
          await page.locator(".line-dispute").first().click();
          await page.locator("#words").waitFor();
        },
      ],
      ["citizen-disputes", () => `${record}/disputes`],
      ["citizen-safety", () => `${record}/safety`],
      ["citizen-codes", () => `${record}/codes`],
      ["citizen-carers", () => `${record}/carers`],
      [
        "citizen-secondary-use",
        () => `${record}/secondary-use`,
        async (page) => {
          await page.locator("#about").selectOption("purpose education");
          await page.locator("form:has(#about) input[type=radio][value=no]").check();
          await page.locator("form:has(#about) button[type=submit]").click();
          await page.locator("article input[name=answer]").first().waitFor({ state: "attached" });
        },
      ],
      [
        "citizen-carers-change",
        () => `${record}/carers`,
        async (page) => {
          await page.locator("article summary").first().click();
          await page.locator("article input[name=purpose]").first().waitFor();
        },
      ],
      [
        "citizen-carers-refused",
        () => `${record}/carers`,
        async (page) => {
          await page.locator("#family_name").fill("Croquis");
          await page.locator("#first_name").fill("Noé");
          await page.locator("#birth_date").fill("1974-06-02");
          await page.locator("#carer button[type=submit]").click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["citizen-cared-for", () => "/cared-for"],
      ["citizen-preferences", () => `${record}/preferences`],
      [
        "citizen-preferences-foreseen",
        () => `${record}/preferences`,
        async (page) => {
          await page.locator("summary").click();
          await page.locator("#topic-mental_health").check();
          await page.locator("#mask-all").check();
          await page.locator("button[value=foresee]").click();
          await page.locator("#would").waitFor();
        },
      ],
      ["citizen-named", () => `${record}/named`],
      [
        "citizen-named-refused",
        () => `${record}/named`,
        async (page) => {
          await page.locator("#blocked").fill("12");
          await page.locator("main form").first().locator("button").click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["citizen-preview", () => `${record}/preview`],
      [
        "citizen-preview-looked",
        () => `${record}/preview`,
        async (page) => {
          await page.locator("main form button[type=submit]").click();
          await page.locator("#looked").waitFor();
        },
      ],
      ["citizen-audience", () => `${document}/audience`],
      ["citizen-notifications", () => `${record}/notifications`],
      ["citizen-deposit", () => `${record}/deposit`],
      [
        "citizen-deposit-refused",
        () => `${record}/deposit`,
        async (page) => {
          const lie = { name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("du texte") };
          await page.locator("#file").setInputFiles(lie);
          await page.locator("main button[type=submit]").click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["citizen-directory", () => "/directory"],
      [
        "citizen-directory-found",
        () => "/directory",
        async (page) => {
          await page.locator("#family").fill("fictif");
          await page.locator("main button[type=submit]").click();
          await page.locator("#found").waitFor();
        },
      ],
      [
        "citizen-directory-refused",
        () => "/directory",
        async (page) => {
          await page.locator("#rpps").fill("12");
          await page.locator("main button[type=submit]").click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["not-found", () => nowhere],
    ],
  },
  {
    who: doctor,
    pages: [
      ["doctor-home", () => "/"],
      ["doctor-find", () => "/patients"],
      [
        "doctor-find-refused",
        () => "/patients",
        async (page) => {
          await page.locator("#year").fill("1985");
          await page.locator("main form").nth(1).locator("button").click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["doctor-relationship", () => nowhere],
      ["doctor-documents", () => record],
      ["doctor-document", () => document],
    ],
  },
  {
    who: mediator,
    pages: [
      ["mediator-home", () => "/admin"],
      ["mediator-account", () => "/account"],
      ["mediator-record", () => record],
      ["mediation", () => "/mediation"],
      [
        "mediation-refused",
        () => "/mediation",
        async (page) => {
          await page.locator("main form button[type=submit]").click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["together-home", () => "/mediation", helpCamille],
      ["together-begin", () => `${record}/begin`],
      ["together-history", () => `${record}/history`],
      ["together-refused", () => document],
      ["together-alone", () => "/account"],
      [
        "together-code-wrong",
        () => "/",
        async (page) => {
          await page.locator("#code").fill("ACDE FHJK");
          await page.locator("main form button[type=submit]").click();
          await page.getByRole("alert").waitFor();
        },
      ],
      [
        "together-ended",
        () => "/",
        async (page) => {
          await page.locator(".together button").click();
          await page.getByRole("status").waitFor();
        },
      ],
    ],
  },
  {
    who: support,
    pages: [
      ["admin-home", () => "/admin"],
      ["support-find", () => "/admin/records"],
      [
        "support-find-refused",
        () => "/admin/records",
        async (page) => {
          await page.locator("#space").fill("12");
          await page.locator("main form").nth(2).locator("button").click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["support-record", () => record.replace("/spaces/", "/admin/records/")],
      [
        "support-record-refused",
        () => record.replace("/spaces/", "/admin/records/"),
        async (page) => {
          await page.locator("#merge-other").fill(record.split("/").pop());
          await page.locator("#merge-registered_twice").check();
          await page.locator("form[aria-labelledby=merge] button").click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["support-proposals", () => "/admin/proposals"],
    ],
  },
  {
    who: auditor,
    pages: [
      ["auditor-disputes", () => "/admin/disputes"],
      ["auditor-home", () => "/admin"],
      ["auditor-counts", () => "/admin/audit"],
    ],
  },
];

// Any two of language, colours and screen come together in one of these.
const looks = [
  ["fr", "light", "desktop"],
  ["fr", "dark", "phone"],
  ["en", "light", "phone"],
  ["en", "dark", "desktop"],
];

for (const [language, scheme, screen] of looks) {
  test(`every page in ${language}, ${scheme}, on a ${screen}`, async () => {
    const locale = language === "fr" ? "fr-FR" : "en-GB";
    for (const { who, pages } of visits) {
      const { page, close } = await visitor(browser, sandbox.origin, { size: sizes[screen], scheme, locale });
      if (who) await logIn(page, who);
      for (const [name, path, act] of pages) {
        await page.goto(path());
        if (act) await act(page);
        await inspect(page, `${name}-${language}-${scheme}-${screen}`);
      }
      await close();
    }
  });
}
