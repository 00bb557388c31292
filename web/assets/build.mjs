// Builds what pages load: style, scripts and fonts, named by their contents, and the list that says which is which.
import { build } from "esbuild";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "built");

// Each script that lies in scripts/ itself is loaded by a page; what several share lies in folders below.
const scripts = (await readdir(join(here, "scripts"))).filter((name) => name.endsWith(".ts"));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile } = await build({
    entryPoints: [
        ...scripts.map((name) => join(here, "scripts", name)),
        join(here, "styles", "interlace.css"),
        join(here, "styles", "report.css"),
    ],
    outdir: out,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    loader: { ".woff2": "file", ".svg": "dataurl" },
    legalComments: "none",
    metafile: true,
});

const list = {};
for (const [path, made] of Object.entries(metafile.outputs)) {
    if (made.entryPoint) list[basename(made.entryPoint).replace(/\.ts$/, ".js")] = relative(out, join(process.cwd(), path));
}
await writeFile(join(out, "list.json"), JSON.stringify(list, null, 1) + "\n");
