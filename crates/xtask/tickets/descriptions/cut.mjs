// Cuts what vendors publish about their interfaces down to the calls that Bartizan makes: tests/openapi/README.md.
//
//     AUDIT_SCHEMAS=true node cut.mjs SOURCES OUT
//
// SOURCES holds the unpacked packages, each in a folder of its own name: octokit-openapi, jira.js (with its
// dependencies), adf-schema, jira-api-v2. Prose, examples that are not used, and refusals go. Two things are changed:
// a request's object that lists its fields takes no others, so that one that does not exist is noticed; and
// `nullable` becomes a type of its own as OpenAPI 3.1 has it, for prism checks nothing where 3.0's stands without a type.

import { readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [sources, out] = process.argv.slice(2).map((it) => resolve(it));
const read = (...path) => JSON.parse(readFileSync(join(sources, ...path), "utf8"));
const sha256 = (...path) => createHash("sha256").update(readFileSync(join(sources, ...path))).digest("hex");

const PROSE = new Set(["description", "summary", "title", "externalDocs", "tags", "deprecated", "xml", "$comment"]);
const NAMES = new Set(["properties", "schemas", "definitions", "patternProperties", "examples"]);

// Every schema and object below a node, changed; not what stands in examples. `named` says that the keys of `node` are
// names that the vendor chose, as those of `properties`.
function each(node, change, named = false) {
  if (Array.isArray(node)) return node.map((it) => each(it, change));
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).map(([key, value]) => {
    if (!named && (key === "example" || key === "value")) return [key, value];
    return [key, each(value, change, !named && NAMES.has(key))];
  });
  const done = Object.fromEntries(entries);
  return named ? done : change(done);
}

// Without prose and extensions.
function plain(node) {
  return each(node, (it) => Object.fromEntries(
    Object.entries(it).filter(([key]) => !PROSE.has(key) && !key.startsWith("x-"))));
}

// Every object of a request that lists its fields takes no others.
function strict(schema) {
  return each(schema, (it) => it.type === "object" && it.properties && !it.allOf
    ? { ...it, additionalProperties: false } : it);
}

// OpenAPI 3.1's way to say `nullable`.
function nullable(node) {
  return each(node, ({ nullable: may, ...rest }) => {
    if (!may) return rest;
    if (typeof rest.type === "string") {
      return { ...rest, type: [rest.type, "null"], ...(rest.enum ? { enum: [...rest.enum, null] } : {}) };
    }
    const several = ["oneOf", "anyOf"].find((it) => rest[it]);
    if (several) return { ...rest, [several]: [...rest[several].filter((it) => it.type !== "null"), { type: "null" }] };
    return { anyOf: [rest, { type: "null" }] };
  });
}

// What `roots` refer to, and what that refers to, taken from `from`.
function reached(roots, from) {
  const kept = {};
  const walk = (node) => {
    if (node === null || typeof node !== "object") return;
    if (typeof node.$ref === "string") {
      const [, , kind, name] = node.$ref.split("/");
      if (kept[kind]?.[name] === undefined) {
        const found = plain(from.components[kind][name]);
        (kept[kind] ??= {})[name] = found;
        walk(found);
      }
    }
    Object.values(node).forEach(walk);
  };
  walk(roots);
  return kept;
}

// An operation: parameters, request, and what it answers when it goes well.
function operation(from, path, method) {
  const whole = from.paths[path][method];
  const parameters = [...(from.paths[path].parameters ?? []), ...(whole.parameters ?? [])];
  const kept = plain({ operationId: whole.operationId, parameters, requestBody: whole.requestBody });
  for (const media of Object.values(kept.requestBody?.content ?? {})) {
    media.schema = strict(media.schema);
    delete media.examples;
    delete media.example;
  }
  kept.responses = Object.fromEntries(Object.entries(whole.responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([status, response]) => [status, { description: "", ...plain(response) }]));
  // Atlassian's version 2 gives it a type of content all the same.
  delete kept.responses["204"]?.content;
  return kept;
}

function cut(from, calls, info, source) {
  const paths = {};
  for (const [method, path] of calls) (paths[path] ??= {})[method] = operation(from, path, method);
  return { openapi: "3.1.0", info, "x-source": source, paths, components: reached(paths, from) };
}

function write(name, document) {
  for (const responses of Object.values(document.components?.responses ?? {})) responses.description ??= "";
  writeFileSync(join(out, name), `${JSON.stringify(nullable(document), null, 1)}\n`);
}

function github() {
  const file = ["octokit-openapi", "generated", "api.github.com.json"];
  const from = read(...file);
  const { version } = read("octokit-openapi", "package.json");
  const issues = "/repos/{owner}/{repo}/issues";
  const document = cut(from, [
    ["get", issues],
    ["post", issues],
    ["patch", `${issues}/{issue_number}`],
    ["post", `${issues}/{issue_number}/comments`],
  ], { title: "GitHub REST API, issues", version, license: from.info.license }, {
    publisher: "GitHub", package: `@octokit/openapi ${version} (npm)`, file: file.at(-1), sha256: sha256(...file),
    licence: "MIT",
  });
  // What GitHub's documentation asks clients to accept is the same by another name.
  for (const call of Object.values(document.paths).flatMap(Object.values)) {
    for (const { content } of Object.values(call.responses)) {
      content["application/vnd.github+json"] = content["application/json"];
    }
  }
  write("github.json", document);
}

function jira2() {
  const file = ["jira-api-v2", "swagger.json"];
  const from = read(...file);
  const issue = "/rest/api/2/issue";
  const document = cut(from, [
    ["post", "/rest/api/2/search"],
    ["post", issue],
    ["put", `${issue}/{issueIdOrKey}`],
    ["post", `${issue}/{issueIdOrKey}/comment`],
    ["get", `${issue}/{issueIdOrKey}/transitions`],
    ["post", `${issue}/{issueIdOrKey}/transitions`],
  ], { title: from.info.title, version: from.info.version, license: from.info.license }, {
    publisher: "Atlassian", package: "jira-api-v2 1.0.1 (crates.io)", file: file.at(-1), sha256: sha256(...file),
    licence: "Apache-2.0",
  });
  for (const name of ["SearchRequestBean", "IssueUpdateDetails", "Comment", "EntityProperty"]) {
    document.components.schemas[name] = strict(document.components.schemas[name]);
  }
  // Their examples are texts that hold JSON.
  for (const call of Object.values(document.paths).flatMap(Object.values)) {
    for (const media of Object.values(call.responses).flatMap((it) => Object.values(it.content ?? {}))) {
      if (typeof media.example === "string") media.example = JSON.parse(media.example);
    }
  }
  write("jira-2.json", document);
}

// The nodes and marks that we write. All of them refer to each other, and prism takes minutes over that.
const NODES = ["doc_node", "paragraph_node", "paragraph_with_no_marks_node", "heading_node", "heading_with_no_marks_node",
  "bulletList_node", "listItem_node", "inline_node", "text_node", "text_with_no_marks_node", "code_inline_node",
  "formatted_text_inline_node", "code_mark", "link_mark"];

function nodes(definitions) {
  const name = (it) => it.$ref?.replace("#/definitions/", "");
  const prune = (node) => {
    if (Array.isArray(node)) return node.map(prune);
    if (node === null || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => {
      if (key === "anyOf") return [key, value.filter((it) => !it.$ref || NODES.includes(name(it))).map(prune)];
      return [key, key === "$ref" ? value.replace("#/definitions/", "#/components/schemas/") : prune(value)];
    }));
  };
  return plain({ schemas: Object.fromEntries(NODES.map((it) => [it, prune(definitions[it])])) }).schemas;
}

// jira.js is made from Atlassian's description of version 3; its schemas are turned back, and its own functions say
// which address, method and fields they use.
async function jira3() {
  const at = (...path) => pathToFileURL(join(sources, "jira.js", "node_modules", ...path));
  const jira = await import(at("jira.js", "dist", "cloud", "index.js"));
  const { z } = await import(at("zod", "index.js"));
  const { version } = read("jira.js", "node_modules", "jira.js", "package.json");
  const schemas = {};
  const bare = (schema) => {
    const { $schema, ...made } = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
    return plain(made);
  };
  const schema = (name) => {
    const { $defs: parts, ...made } = bare(jira[name]);
    const text = JSON.stringify(plain({ schemas: { [name]: made, ...parts } }).schemas);
    Object.assign(schemas, JSON.parse(text.replaceAll("#/$defs/", "#/components/schemas/")));
    return { $ref: `#/components/schemas/${name}` };
  };
  const paths = {};
  const json = (schema) => ({ content: { "application/json": { schema } } });
  for (const [name, body, answer, status] of [
    ["searchAndReconsileIssuesUsingJqlPost", "SearchAndReconcileRequestSchema", "SearchAndReconcileResultsSchema", "200"],
    ["createIssue", "IssueUpdateDetailsSchema", "CreatedIssueSchema", "201"],
    ["editIssue", "IssueUpdateDetailsSchema", null, "204"],
    ["addComment", "CommentInputSchema", "CommentSchema", "201"],
    ["getTransitions", null, "TransitionsSchema", "200"],
    ["doTransition", "IssueUpdateDetailsSchema", null, "204"],
  ]) {
    let call;
    const client = { sendRequest: (config) => { call ??= config; return {}; } };
    await jira[name](client, { issueIdOrKey: "{issueIdOrKey}", body: {} });
    const path = decodeURIComponent(call.url);
    const named = `${name[0].toUpperCase()}${name.slice(1)}Schema`;
    const { shape } = (await import(at("jira.js", "dist", "cloud", "parameters", `${name}.js`)))[named];
    const parameter = (name, place) => ({ name, in: place, required: place === "path", schema: bare(shape[name]) });
    const parameters = Object.keys(call.searchParams ?? {}).map((name) => parameter(name, "query"));
    if (path.includes("{")) parameters.push(parameter("issueIdOrKey", "path"));
    (paths[path] ??= {})[call.method.toLowerCase()] = {
      operationId: name, parameters,
      ...(body ? { requestBody: { required: true, ...json(schema(body)) } } : {}),
      responses: { [status]: { description: "", ...(answer ? json(schema(answer)) : {}) } },
    };
  }
  // What version 3 wants where version 2 wants text: Atlassian's own schema of its document format.
  const file = ["adf-schema", "json-schema", "v1", "full.json"];
  Object.assign(schemas, nodes(read(...file).definitions));
  const document = { $ref: "#/components/schemas/doc_node" };
  schemas.IssueUpdateDetailsSchema.properties.fields.properties = { description: document };
  schemas.CommentInputSchema.properties.body = document;
  const { version: adfVersion } = read("adf-schema", "package.json");
  write("jira-3.json", {
    openapi: "3.1.0", info: { title: "The Jira Cloud platform REST API", version: `jira.js ${version}` },
    "x-source": {
      publisher: "Atlassian, as jira.js has it", package: `jira.js ${version} (npm)`, licence: "MIT",
      documents: { publisher: "Atlassian", package: `@atlaskit/adf-schema ${adfVersion} (npm)`, file: file.at(-1),
        sha256: sha256(...file), licence: "Apache-2.0" },
    },
    paths, components: { schemas },
  });
}

github();
jira2();
await jira3();
