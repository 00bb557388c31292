// A client whose types are generated from the OpenAPI document: it creates, reads, lists, changes and removes.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./openapi.js";

const [baseUrl, token] = process.argv.slice(2);
const tenant = "portugal";
const client = createClient<paths, `application/${string}json`>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const action: components["schemas"]["NewAction"] = {
  code: `PT-lisboa-${randomUUID()}`,
  title: "Mediators in schools",
  title_fr: "Médiateurs dans les écoles",
  body: "PT-lisboa",
  cells: ["meaningful_interaction:education"],
  budget_amount: "120000.50",
  budget_currency: "EUR",
};

const made = await client.POST("/api/v1/tenants/{tenant}/actions", {
  params: { path: { tenant }, header: { "Idempotency-Key": randomUUID() } },
  body: action,
});
assert.ok(made.data, JSON.stringify(made.error));
const revision: number = made.data.revision;
assert.deepEqual(made.data.cells, action.cells);
assert.equal(made.data["title_fr"], action["title_fr"]);

const one = { tenant, id: made.data.id };
const read = await client.GET("/api/v1/tenants/{tenant}/actions/{id}", { params: { path: one } });
assert.equal(read.data?.revision, revision);

const listed = await client.GET("/api/v1/tenants/{tenant}/actions", {
  params: { path: { tenant }, query: { body: ["PT-lisboa"], sort: "-code", first: 200 } },
});
assert.ok(listed.data?.items.some((item) => item.id === one.id));

const changed = await client.PATCH("/api/v1/tenants/{tenant}/actions/{id}", {
  params: { path: one, header: { "If-Match": `"${revision}"` } },
  body: { status: "completed", budget_amount: null },
});
assert.equal(changed.data?.status, "completed");

const stale = await client.PATCH("/api/v1/tenants/{tenant}/actions/{id}", {
  params: { path: one, header: { "If-Match": `"${revision}"` } },
  body: { title: "Too late" },
});
assert.equal(stale.response.status, 412);
assert.equal(stale.error?.type, "/problems/stale");

const removed = await client.DELETE("/api/v1/tenants/{tenant}/actions/{id}", {
  params: { path: one, header: { "If-Match": changed.response.headers.get("ETag") ?? "" } },
});
assert.equal(removed.response.status, 204);

const findings = await client.GET("/api/v1/tenants/{tenant}/findings", {
  params: { path: { tenant }, query: { as_of: "2026-03-31", first: 5 } },
});
assert.ok(findings.data && findings.data.items.length > 0);
console.log("created, read, listed, changed, told that it was stale, removed; findings read");
