# What the documents are tried with: read by bash before the commands of a document.
set -eEuo pipefail
shopt -s expand_aliases
trap 'echo "## failed: $BASH_COMMAND" >&2' ERR
parley() { node "$CLONE/dist/src/main.js" "$@"; }
# A node says one line when it is ready; the pipe stays open, so that it can say more.
wait_for_line() {
  read -r -t 60 line <&"$out" || { echo "nothing was printed by what was started" >&2; return 1; }
  echo "$line"
}
# One value of the JSON on standard input, by a JavaScript expression.
json() { node -e 'const it = JSON.parse(require("fs").readFileSync(0, "utf8")); const found = eval(process.argv[1]); if (found === undefined) throw new Error("not in " + JSON.stringify(it)); console.log(found)' "$1"; }
# Until a command succeeds: the network takes its time.
until_done() { for _ in $(seq 100); do if "$@" > /dev/null 2>&1; then return 0; fi; done; echo "never: $*" >&2; "$@"; }
run_agent() { exec {out}< <(node "$CLONE/docs/examples/agent.mjs"); wait_for_line; }
start() { exec {out}< <(parley "$@"); wait_for_line; }
# Ends a node, and waits for its end.
stop() {
  local pid; pid=$(parley -C "$1" status --json | json it.pid)
  parley -C "$1" down; while kill -0 "$pid" 2> /dev/null; do :; done
}
# A rule of a node: messages on a topic wait for a person there, or are refused.
rule() { echo "@id(\"docs.$2\") $4 forbid (principal, action == Action::\"message.receive\", resource) when { resource.name == \"$3\" };" > "$1/policies/$2.cedar"; parley -C "$1" policy reload; }
hold() { rule "$1" held "$2" '@approval("required")'; }
refuse() { rule "$1" refused "$2" ''; }
answerable() { parley -C "$1" approvals --json | grep -q "$2"; }
knows() { parley -C "$1" peers | grep -q "$2"; }
dead() { parley -C "$1" deadletters --json | grep -q "$2"; }
delivered() { parley -C "$1" trace "$2" --json | grep -q '"delivered"'; }
# Asks a server for its tools, as a client does when it starts.
list_tools() {
  curl -s "http://127.0.0.1:$1/mcp/$2" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
    -d '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"docs","version":"1"}}}' -D headers > /dev/null
  local session; session=$(tr -d '\r' < headers | sed -n 's/^mcp-session-id: //Ip')
  for body in '{"jsonrpc":"2.0","method":"notifications/initialized"}' '{"jsonrpc":"2.0","id":2,"method":"tools/list"}'; do
    curl -s "http://127.0.0.1:$1/mcp/$2" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' -H "Mcp-Session-Id: $session" -d "$body" > listed
  done
  grep -q '"tools"' listed
}
# A third organisation, known to both others.
third_node() {
  parley -C initech init --name initech --organisation Initech > /dev/null
  start -C initech --set listen=/ip4/127.0.0.1/tcp/4003 --set ingress.port=4380 --set control.port=4381 up
  for name in acme globex; do parley -C $name join "$(parley -C initech invite --json | json it.code)" > /dev/null; done
}
two_nodes() {
  for name in acme globex; do parley -C $name init --name $name --organisation "${name^}" > /dev/null; done
  cat > globex/parley.yaml <<END
name: globex
organisation: Globex
listen: [/ip4/127.0.0.1/tcp/4002]
ingress: { port: 4280 }
control: { port: 4281 }
agent: { a2a: { url: 'http://127.0.0.1:9000' } }
mcp: { servers: { everything: { command: '$CLONE/node_modules/.bin/mcp-server-everything' } } }
END
  for name in acme globex; do start -C $name up; done
  parley -C acme join "$(parley -C globex invite --json | json it.code)" > /dev/null
  # Who invites knows who came once it has connected.
  until_done knows globex acme
}
