// Asks the browser for a passkey: the one thing of these pages that no form can do by itself. The question stands in the
// form, the answer goes back with it; nothing is sent from here.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (digit) => digit.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const listed = (credentials) => (credentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function made(question) {
  const { publicKey } = question;
  const options = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: listed(publicKey.excludeCredentials),
  };
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey: options });
  const { attestationObject, clientDataJSON } = response;
  return {
    id,
    rawId: text(rawId),
    type,
    extensions: {},
    response: { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) },
  };
}

async function shown(question) {
  const { publicKey } = question;
  const options = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: listed(publicKey.allowCredentials),
  };
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey: options });
  const { authenticatorData, clientDataJSON, signature, userHandle } = response;
  return {
    id,
    rawId: text(rawId),
    type,
    extensions: {},
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const failed = form.querySelector("[data-failed]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const question = JSON.parse(form.dataset.question);
      const answer = form.dataset.passkey === "new" ? await made(question) : await shown(question);
      form.elements.answer.value = JSON.stringify(answer);
      form.submit();
    } catch {
      failed.hidden = false;
      failed.focus();
    }
  });
}
