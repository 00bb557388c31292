// A client whose documents are typed by the schema's SDL: a query with what hangs on a body, and each kind of mutation.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { initGraphQLTada, type ResultOf, type TadaDocumentNode } from "gql.tada";
import { print } from "graphql";
import type { introspection } from "./graphql-env.d.ts";

const [baseUrl, token] = process.argv.slice(2);

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Date: string; DateTime: string; Decimal: string; JSON: unknown; Long: number; UUID: string };
}>();

async function ask<Result, Variables>(document: TadaDocumentNode<Result, Variables>, variables: Variables) {
  const response = await fetch(`${baseUrl}/graphql/portugal`, {
    method: "POST",
    headers: {
      Accept: "application/graphql-response+json",
      "Content-Type": "application/json",
      Authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const told = (await response.json()) as { data?: Result; errors?: unknown };
  assert.ok(response.ok && told.data && !told.errors, JSON.stringify(told));
  return told.data;
}

const Bodies = graphql(`
  query Bodies($after: String, $level: [Level!]) {
    tenant(asOf: "2026-03-31") {
      revision
      bodies(first: 10, after: $after, filter: { level: $level }, sort: CODE) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id
          code
          name(language: "fr")
          parent { code }
          children(first: 3) { nodes { code } }
          actions(first: 3) { nodes { code cells { principle area } budgetAmount } }
          findings(first: 3) { nodes { rule severity evidence { __typename } } }
        }
      }
    }
  }
`);

const codes: string[] = [];
for (let after: string | null = null; ; ) {
  const { tenant }: ResultOf<typeof Bodies> = await ask(Bodies, { after, level: ["LOCAL"] });
  codes.push(...tenant.bodies.nodes.map((body) => body.code));
  if (!tenant.bodies.pageInfo.hasNextPage) break;
  after = tenant.bodies.pageInfo.endCursor;
}
assert.ok(codes.length > 10);
assert.equal(new Set(codes).size, codes.length);

const Record = graphql(`
  mutation Record($input: ActionRecordInput!) {
    actionRecord(input: $input) { record { id revision code cells { principle area } } errors { pointer code detail } }
  }
`);
const Change = graphql(`
  mutation Change($input: ActionChangeInput!) {
    actionChange(input: $input) { record { revision status } errors { pointer code detail } }
  }
`);
const Remove = graphql(`
  mutation Remove($input: ActionRemoveInput!) {
    actionRemove(input: $input) { id errors { pointer code } }
  }
`);

const made = await ask(Record, {
  input: {
    code: `PT-lisboa-${randomUUID()}`,
    title: "Mediators in schools",
    body: "PT-lisboa",
    cells: [{ principle: "MEANINGFUL_INTERACTION", area: "EDUCATION" }],
    budgetAmount: "120000.50",
    budgetCurrency: "EUR",
    translations: [{ language: "fr", text: "Médiateurs dans les écoles" }],
  },
});
const action = made.actionRecord.record;
assert.ok(action, JSON.stringify(made.actionRecord.errors));

const changed = await ask(Change, { input: { id: action.id, revision: action.revision, status: "COMPLETED" } });
assert.equal(changed.actionChange.record?.status, "COMPLETED");
const stale = await ask(Change, { input: { id: action.id, revision: action.revision, title: "Too late" } });
assert.equal(stale.actionChange.errors[0]?.code, "stale");

const revision = changed.actionChange.record?.revision ?? 0;
const removed = await ask(Remove, { input: { id: action.id, revision } });
assert.deepEqual(removed.actionRemove.errors, []);
console.log(`${codes.length} bodies read in pages; recorded, changed, told that it was stale, removed`);
