"""The Agentic Commerce Protocol, version 2026-04-17: checkout sessions, carts, order webhooks, the product feed."""
