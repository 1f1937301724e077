"""An agent in Python beside its Parley node: the official A2A and MCP clients and plain HTTP, nothing of Parley.

    pip install 'a2a-sdk>=1.3' 'mcp>=2.3'
    python docs/examples/agent.py globex --server everything --tool echo --token-file acme/data/control.token

The clients are given addresses of the own node. It finds the other organisation, seals, and judges both ways.
"""

import argparse
import asyncio
import sys
from pathlib import Path

import httpx
from a2a.client import A2AClientError, create_client
from a2a.helpers import get_stream_response_text, new_text_message
from a2a.types import Role, SendMessageRequest
from mcp import Client, MCPError


class Failed(Exception):
    """What the person who ran this is told."""


async def ask_agent(base: str, peer: str, text: str) -> str:
    """Asks the A2A agent of a peer; the answer, whether it is a message, a task or a stream of events."""
    client = await create_client(f"{base}/a2a/{peer}")
    try:
        request = SendMessageRequest(message=new_text_message(text, role=Role.ROLE_USER))
        parts = [get_stream_response_text(part) async for part in client.send_message(request)]
        return "".join(part for part in parts if part)
    finally:
        await client.close()


async def call_tool(base: str, peer: str, server: str, tool: str, arguments: dict[str, str]) -> str:
    """Calls a tool of an MCP server behind a peer."""
    async with Client(f"{base}/mcp/{peer}/{server}") as client:
        offered = [one.name for one in (await client.list_tools()).tools]
        if tool not in offered:
            raise Failed(f"{peer}/{server} has no tool {tool!r}, but {', '.join(offered)}")
        result = await client.call_tool(tool, arguments)
        return "".join(getattr(item, "text", "") for item in result.content)


async def send_message(control: str, token: str, peer: str, text: str) -> str:
    """Leaves a message for a peer, who may be offline; its id. It is on this node's disk when this returns."""
    async with httpx.AsyncClient(base_url=control, headers={"Authorization": f"Bearer {token}"}) as http:
        answer = await http.post("/v1/messages", json={"to": peer, "topic": "orders", "text": text})
        if answer.is_error:
            raise Failed(f"not sent: {answer.json()['error']['message']}")
        (result,) = answer.json()
        if result["state"] != "accepted":
            raise Failed(f"refused: {result['reason']}; parley explain {result['id']} says why")
        return result["id"]


async def main() -> None:
    parser = argparse.ArgumentParser(description="Talks to an agent of another organisation through the own node.")
    parser.add_argument("peer", help="the other agent: its alias here, or its DID")
    parser.add_argument("--text", default="Two boxes, please.")
    parser.add_argument("--server", help="an MCP server of the peer")
    parser.add_argument("--tool", default="echo")
    parser.add_argument("--token-file", type=Path, help="control.token of the own node, to leave a message as well")
    parser.add_argument("--base", default="http://127.0.0.1:4180", help="the ingress of the own node")
    parser.add_argument("--control", default="http://127.0.0.1:4181", help="the control API of the own node")
    at = parser.parse_args()
    print("agent  ", await ask_agent(at.base, at.peer, at.text))
    if at.server:
        print("tool   ", await call_tool(at.base, at.peer, at.server, at.tool, {"message": at.text}))
    if at.token_file:
        print("message", await send_message(at.control, at.token_file.read_text().strip(), at.peer, at.text))


def reason(error: BaseException) -> BaseException:
    """What went wrong itself: the MCP client wraps it in groups, as its task groups do."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except Exception as caught:
        # What a node refused says what happened, why, and what to do; `parley explain` knows the rest.
        why = reason(caught)
        if not isinstance(why, (Failed, A2AClientError, MCPError, httpx.HTTPError)):
            raise
        sys.exit(f"failed: {why}")
