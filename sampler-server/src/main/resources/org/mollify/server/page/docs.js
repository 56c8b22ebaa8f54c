// Draws openapi.json: operations by tag, each with its parameters, bodies and answers.
"use strict";

const byId = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function resolve(description, node) {
  if (!node || !node.$ref) return node;
  return node.$ref.slice(2).split("/").reduce((part, key) => part[key], description);
}

/** A schema as text in the manner of TypeScript. */
function shown(description, schema, indent, seen) {
  if (!schema) return "bytes";
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return seen.includes(name) ? name : shown(description, resolve(description, schema), indent, [...seen, name]);
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const joined = schema.allOf || schema.oneOf || schema.anyOf;
  if (joined) {
    return joined.map((part) => shown(description, part, indent, seen)).join(schema.allOf ? " & " : " | ");
  }
  if (schema.type === "array") return "[" + shown(description, schema.items, indent, seen) + ", ...]";
  if (schema.type === "object") return shownObject(description, schema, indent, seen);
  return [schema.type || "any"].flat().join(" | ");
}

function shownObject(description, schema, indent, seen) {
  const inner = indent + "  ";
  const lines = Object.entries(schema.properties || {}).map(([name, property]) => {
    const optional = (schema.required || []).includes(name) ? "" : "?";
    const note = property.description ? "  // " + property.description : "";
    return inner + name + optional + ": " + shown(description, property, inner, seen) + note;
  });
  if (lines.length === 0) {
    return schema.additionalProperties
      ? "{name: " + shown(description, schema.additionalProperties, indent, seen) + "}" : "{...}";
  }
  return "{\n" + lines.join("\n") + "\n" + indent + "}";
}

function limits(schema) {
  const said = [];
  if (schema.minimum !== undefined) said.push("from " + schema.minimum);
  if (schema.exclusiveMinimum !== undefined) said.push("above " + schema.exclusiveMinimum);
  if (schema.exclusiveMaximum !== undefined) said.push("below " + schema.exclusiveMaximum);
  if (schema.default !== undefined) said.push("default " + schema.default);
  return said.length === 0 ? schema.type : schema.type + ", " + said.join(", ");
}

function parameters(description, list) {
  const table = element("table");
  const head = table.insertRow();
  for (const title of ["Parameter", "In", "Values", ""]) head.append(element("th", title));
  for (const given of list) {
    const parameter = resolve(description, given);
    const row = table.insertRow();
    row.insertCell().append(element("code", parameter.name));
    row.insertCell().textContent = parameter.in + (parameter.required ? ", required" : "");
    row.insertCell().textContent = limits(parameter.schema);
    row.insertCell().textContent = parameter.description || "";
  }
  return table;
}

function contents(description, content) {
  const parts = [];
  for (const [type, media] of Object.entries(content || {})) {
    parts.push(element("h3", type));
    if (media.schema) parts.push(element("pre", shown(description, media.schema, "", [])));
    for (const example of (resolve(description, media.schema) || {}).examples || []) {
      parts.push(element("p", "Example", "soft"), element("pre", JSON.stringify(example)));
    }
  }
  return parts;
}

function operation(description, path, method, described) {
  const details = element("details");
  details.id = described.operationId;
  const summary = element("summary");
  summary.append(
    element("span", method.toUpperCase(), "method " + method),
    element("code", path),
    element("span", described.summary, "soft"));
  details.append(summary);
  if (described.description) details.append(element("p", described.description));
  const scopes = (described.security || [{}]).flatMap((scheme) => Object.values(scheme).flat());
  if (scopes.length > 0) {
    details.append(element("p", "A key needs the scope " + [...new Set(scopes)].join(" and ") + ".", "soft"));
  }
  if (described.parameters) details.append(parameters(description, described.parameters));
  if (described.requestBody) {
    details.append(element("h2", "Body"), ...contents(description, described.requestBody.content));
  }
  for (const [status, given] of Object.entries(described.responses)) {
    const response = resolve(description, given);
    details.append(element("h2", status + ": " + response.description));
    for (const [name, header] of Object.entries(response.headers || {})) {
      details.append(element("p", name + ": " + header.description, "soft"));
    }
    if (status === "200") details.append(...contents(description, response.content));
  }
  return details;
}

function draw(description) {
  byId("title").textContent = description.info.title + " " + description.info.version;
  byId("about").after(element("p", description.info.description));
  for (const tag of description.tags) {
    const section = element("section");
    section.append(element("h2", tag.name), element("p", tag.description, "soft"));
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const [method, described] of Object.entries(methods)) {
        if (described.tags.includes(tag.name)) section.append(operation(description, path, method, described));
      }
    }
    byId("operations").append(section);
  }
  const asked = location.hash && byId(location.hash.slice(1));
  if (asked) {
    asked.open = true;
    asked.scrollIntoView();
  }
}

fetch("openapi.json")
  .then((response) => response.json())
  .then(draw)
  .catch((failure) => {
    byId("problem").textContent = "The description cannot be read: " + failure.message;
    byId("problem").hidden = false;
  });
