/** The policies that `parley init` writes as `default.cedar`; a start that is safe, and explains itself. */
export function defaultPolicies(): string {
  return text;
}

const text = `// What this node lets agents do.
//
// Language: Cedar (https://docs.cedarpolicy.com). Nothing is allowed unless a permit says so, a forbid
// always wins over every permit, the order of rules does not matter, and a rule that fails while it is
// evaluated means no. All *.cedar files of this directory count together. They are checked when they
// change: a set with a mistake is refused as a whole, and the last good one stays in force.
//
// Who        principal   an Agent: who acts, ours or a remote one
// What       action      "message.send"     "message.receive"  "session.open"
//                        "a2a.send" "a2a.stream" "a2a.get" "a2a.cancel" "a2a.list" "a2a.subscribe"
//                        "a2a.card" "a2a.push" "a2a.other"
//                        "mcp.initialize" "mcp.list" "mcp.call" "mcp.read" "mcp.prompt" "mcp.complete"
//                        "mcp.notify" "mcp.listen" "mcp.other"
//                        "exchange.respond" "registry.believe" "control.read" "control.change"
//            groups      "message.any" "a2a.any" "mcp.any" "request.any" (these three together),
//                        "request.read" (requests that only look), "any"
// On what    resource    Agent, Skill, Topic, Server, Tool, McpResource, Prompt, Exchange or Node;
//                        resource.owner is the agent it belongs to, resource.name its name
// How        context     direction ("in", "out"), protocol, sizeBytes, method, contentType, hour,
//                        weekday, now, arguments, numbers, pairs, argumentsText, ...
//
// An agent has: did, name, own, organisation, organisationKnown, score (0 to 1000), tier ("untrusted",
// "probationary", "standard", "trusted", "verified_partner"), confidence, capabilities, verified, mayWrite.

// ---- sessions ----------------------------------------------------------------------------------------

@id("default.open-session")
@reason("Our agent may open sessions with agents of known organisations that score 500 or more.")
permit (principal, action == Action::"session.open", resource)
when { principal.own && resource.organisationKnown && resource.score >= (if context.standing then 300 else 500) };

@id("default.accept-session")
@reason("Agents of known organisations that score 500 or more may open sessions with our agent; down to 300 they keep them.")
permit (principal, action == Action::"session.open", resource)
when { resource.own && principal.organisationKnown && principal.score >= (if context.standing then 300 else 500) };

// ---- messages and requests ---------------------------------------------------------------------------

@id("default.ask-out")
@reason("Our agent may send messages and A2A and MCP requests.")
permit (principal, action in Action::"request.any", resource)
when { principal.own && context.direction == "out" };

@id("default.ask-in")
@reason("Agents of known organisations may ask our agent unless they are untrusted; the session it takes needs 500.")
@advice("Accept an invitation from the organisation, or wait until the agent has earned a better score.")
permit (principal, action in Action::"request.any", resource)
when { resource.owner.own && context.direction == "in" && principal.organisationKnown && principal.score >= 300 };

@id("default.unearned-writes")
@approval("required")
@reason("What changes something is for agents that have earned it by calls of the same kind, or were granted it.")
@advice("Let this one pass with parley approvals, or all of them for a while with parley vouch AGENT --for mcp.call.")
forbid (principal, action in [Action::"mcp.call", Action::"a2a.send", Action::"a2a.stream"], resource)
when { context.direction == "in" && !principal.mayWrite && context.writes };

@id("default.respond")
@reason("What was asked may be answered.")
permit (principal, action == Action::"exchange.respond", resource);

// ---- records and control -----------------------------------------------------------------------------

@id("default.believe")
@reason("Records that prove themselves may enter the registry; what their agents may do is said above.")
permit (principal, action == Action::"registry.believe", resource);

@id("default.control")
@reason("Whoever holds the control token of this node may use its control API.")
permit (principal, action in Action::"control.any", resource)
when { principal.own };

// ---- to tighten --------------------------------------------------------------------------------------
//
// Add rules like these, here or in a file of your own. A forbid needs no change to the rules above.
//
//   Only one organisation may call tools:
//     forbid (principal, action == Action::"mcp.call", resource)
//     unless { principal.own || principal in Organisation::"<its id, from parley peers>" };
//
//   A tool for trusted agents only:
//     @reason("Deleting is for trusted agents.")
//     forbid (principal, action == Action::"mcp.call", resource)
//     when { resource.name == "delete_file" && principal.score < 700 };
//
//   What an argument may hold. Paths look like "path", "options.force", "to[0]":
//     forbid (principal, action == Action::"mcp.call", resource)
//     when { context.arguments.hasTag("path") && context.arguments.getTag("path") like "/etc/*" };
//     forbid (principal, action == Action::"mcp.call", resource)
//     when { context.numbers.hasTag("amount") && context.numbers.getTag("amount") > 100 };
//     forbid (principal, action == Action::"mcp.call", resource)
//     when { context.pairs.contains("to[]=everyone@example.com") || context.argumentsText like "*secret*" };
//
//   Nothing from outside at night and on Sundays (UTC):
//     forbid (principal, action in Action::"request.any", resource)
//     when { context.direction == "in" && (context.hour < 6 || context.hour >= 22 || context.weekday == 7) };
//
//   One agent, nothing at all:
//     forbid (principal == Agent::"did:agentmesh:...", action, resource);
`;
