import asyncio
import os

from temporalio.client import Client


async def main() -> None:
    client = await Client.connect(os.environ.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"))
    handle = client.get_workflow_handle("connector/datagouv")
    await handle.signal("datasetsChanged", ["arbres", "budget-2026"])


asyncio.run(main())
# The SDK's own threads sometimes outlive the interpreter and end it with a fatal error after all is done.
os._exit(0)
