// The first deposit of a publisher, against types that a generator made of the description of the API.

import createClient from "openapi-fetch";

import type { components, paths } from "./api.js";

type Identity = components["schemas"]["Ins"];

export interface Deposit {
  origin: string;
  token: string;
  patient: Identity;
  metadata: components["schemas"]["DepositMetadata"];
  file: Blob;
}

/** Finds the patient, deposits, reads what was deposited; gives the ids and the title. */
export async function firstDeposit(asked: Deposit): Promise<{ space: string; document: string; bytes: number }> {
  const client = createClient<paths>({
    baseUrl: asked.origin,
    headers: { authorization: `Bearer ${asked.token}`, "accept-language": "fr" },
  });
  const found = await client.POST("/api/v1/patients/find", { body: { ins: asked.patient } });
  if (!found.data) throw new Error(`the patient: ${found.error.detail ?? found.error.title}`);
  const { space } = found.data;

  const deposited = await client.POST("/api/v1/spaces/{space}/documents", {
    params: { path: { space } },
    body: { metadata: asked.metadata, file: "" },
    bodySerializer(parts) {
      const form = new FormData();
      form.append("metadata", new Blob([JSON.stringify(parts.metadata)], { type: "application/json" }));
      form.append("file", asked.file);
      return form;
    },
  });
  if (!deposited.data) throw new Error(`the deposit: ${JSON.stringify(deposited.error)}`);
  const document = deposited.data.id;

  const declared = await client.POST("/api/v1/spaces/{space}/care-relationships", {
    params: { path: { space } },
    body: { evidence: "consent_of_this_consultation" },
  });
  if (!declared.data) throw new Error(`the care relationship: ${JSON.stringify(declared.error)}`);
  const content = await client.GET("/api/v1/spaces/{space}/documents/{document}/content", {
    params: { path: { space, document } },
    parseAs: "arrayBuffer",
  });
  if (!content.data) throw new Error(`the content: ${JSON.stringify(content.error)}`);
  return { space, document, bytes: content.data.byteLength };
}
