// PostGraphile over the application's own role, so that the database shows it one tenant: what `postgraphile.py` starts.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const { POSTGRAPHILE_FOLDER, POSTGRAPHILE_PORT, POSTGRAPHILE_TENANT } = process.env;
const { resolve } = createRequire(`${POSTGRAPHILE_FOLDER}/package.json`);
const load = (name) => import(pathToFileURL(resolve(name)).href);

const { postgraphile } = await load("postgraphile");
const { PostGraphileAmberPreset } = await load("postgraphile/presets/amber");
const { makePgService } = await load("postgraphile/adaptors/pg");
const { grafserv } = await load("postgraphile/grafserv/node");
const { default: pg } = await load("pg");

// Where the database is, libpq's own variables tell.
const service = makePgService({ pool: new pg.Pool({ max: 10 }), schemas: ["public"] });
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  // It would not let bodies be filtered by population: of an index it looks at the first column alone, the tenant.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [service],
  grafserv: { graphiql: false, websockets: false, watch: false },
  grafast: { context: () => ({ pgSettings: { "app.tenant_id": POSTGRAPHILE_TENANT } }) },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
await instance.getSchema();
server.listen(Number(POSTGRAPHILE_PORT), "127.0.0.1");
