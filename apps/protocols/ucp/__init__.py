"""The Universal Commerce Protocol, version 2026-08-25, over REST and MCP (https://ucp.dev)."""
