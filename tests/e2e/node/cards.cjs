// Parses Adaptive Cards with Microsoft's own parser, at version 1.5 as Teams reads them, and prints what it found wrong
// as JSON: {file: [fault, …]}. Arguments: files that hold a card, or a message that carries one.
"use strict";

const { readFileSync } = require("node:fs");
const AC = require("adaptivecards/dist/adaptivecards.js");

const VERSION = AC.Versions.v1_5;
AC.defaultHostConfig.actions.maxActions = 6; // what Teams shows in a row; the parser's own is 5

function cardOf(file) {
  const found = JSON.parse(readFileSync(file, "utf8"));
  return found.attachments ? found.attachments[0].content : found;
}

function faultsOf(card) {
  const context = new AC.SerializationContext(VERSION);
  const parsed = new AC.AdaptiveCard();
  parsed.parse(card, context);
  const events = [];
  for (let at = 0; at < context.eventCount; at++) events.push(context.getEventAt(at));
  const faults = [...events, ...parsed.validateProperties().validationEvents].map((each) => each.message);
  const kept = parsed.toJSON(new AC.SerializationContext(VERSION));
  const lost = texts(card.body).filter((text) => !texts(kept.body).includes(text));
  return [...faults, ...lost.map((text) => `lost: ${text}`)];
}

// Every word that can be read: what the parser does not know it leaves out.
function texts(value) {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (!value || typeof value !== "object") return [];
  const own = ["text", "title", "label", "errorMessage"].map((key) => value[key]).filter((each) => typeof each === "string");
  return [...own, ...Object.values(value).flatMap(texts)];
}

const found = Object.fromEntries(process.argv.slice(2).map((file) => [file, faultsOf(cardOf(file))]));
process.stdout.write(JSON.stringify(found));
