// What the sandbox sends by mail, which lies in a folder of its own, and the codes of an application for them.

import { createHmac } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Longest time until a mail is there: a job of the sandbox writes it. */
const patience = 15_000;

function plain(mail) {
  const joined = mail.replaceAll("=\r\n", "");
  return joined.replace(/=([0-9A-F]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** The link under this path in the newest mail to an address that has one; its host is the visitor's. */
export async function linkTo(folder, address, path) {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".eml")) : [];
    const files = names.map((name) => join(folder, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    for (const file of files) {
      const mail = plain(readFileSync(file, "latin1"));
      const found = new RegExp(`${path}/[A-Za-z0-9_-]{20,}`).exec(mail);
      if (mail.includes(address) && found) return found[0];
    }
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`no mail with ${path}`);
}

/** The code that an application shows for a secret in letters, some steps from now. */
export function codeOf(letters, steps = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const letter of letters.replaceAll(" ", "")) bits += alphabet.indexOf(letter).toString(2).padStart(5, "0");
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
