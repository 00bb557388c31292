// Audits a GraphQL address by the rules of GraphQL over HTTP, as the npm package `graphql-http` reads them.
//
//   npm install --prefix FOLDER graphql-http graphql
//   NODE_PATH=FOLDER/node_modules node tests/third_party/graphql_http_audit.mjs URL [TOKEN]
//
// Prints a line for each rule that does not hold, and counts; ends with 1 where a MUST or a SHOULD does not hold.

import { createRequire } from "node:module";

const { auditServer } = createRequire(import.meta.url)("graphql-http");

const [url, token] = process.argv.slice(2);
const authorization = token ? { authorization: `Bearer ${token}` } : {};
const fetchFn = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...authorization, ...options.headers } });

const counts = {};
let unmet = 0;
for (const result of await auditServer({ url, fetchFn })) {
  const level = result.name.split(" ")[0];
  counts[level] ??= { ok: 0, all: 0 };
  counts[level].all += 1;
  if (result.status === "ok") {
    counts[level].ok += 1;
  } else {
    unmet += level === "MAY" ? 0 : 1;
    console.log(`${result.status}: ${result.id} ${result.name}: ${result.reason}`);
  }
}
console.log(Object.entries(counts).map(([level, { ok, all }]) => `${level} ${ok}/${all}`).join(", "));
process.exit(unmet === 0 ? 0 : 1);
