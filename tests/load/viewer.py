"""A viewer without a browser: speaks Streamlit's own websocket protocol, as the page in a browser does."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any, Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

ANSWER_S: Final = 60.0


class Viewer:
    """One tab: it asks for reruns one after another, keeps the buttons it was sent, and measures every run."""

    def __init__(self, address: str, page: str, query: str) -> None:
        self._url = address.replace("http", "ws", 1) + "/_stcore/stream"
        self._page, self.query = page, query
        self.buttons: dict[str, str] = {}
        """Key → element id."""
        self.labels: dict[str, str] = {}
        """Key → what stands on it."""
        self.fragments: dict[str, float] = {}
        """Fragment that runs by itself → seconds between its runs."""
        self.html = ""
        self.wants_rerun = False
        self._hash = ""
        self._stack = AsyncExitStack()
        self._one_at_a_time = asyncio.Lock()

    async def __aenter__(self) -> Viewer:
        """Connect."""
        self._socket = await self._stack.enter_async_context(
            connect(self._url, subprotocols=["streamlit"], max_size=None, open_timeout=ANSWER_S)  # type: ignore[list-item]
        )
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Leave."""
        await self._stack.aclose()

    async def run(self, *, press: str | None = None, fragment: str = "") -> float:
        """Have the page or a fragment of it run, with a button pressed; how many seconds that took."""
        async with self._one_at_a_time:
            begun = time.perf_counter()
            await self._socket.send(self._asked(press, fragment).SerializeToString())
            async with asyncio.timeout(ANSWER_S):
                while not self._took(ForwardMsg.FromString(await self._received())):
                    continue
            return time.perf_counter() - begun

    async def _received(self) -> bytes:
        message = await self._socket.recv()
        return message if isinstance(message, bytes) else message.encode()

    def _asked(self, press: str | None, fragment: str) -> BackMsg:
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.is_auto_rerun = bool(fragment)
        if self._hash:
            asked.rerun_script.page_script_hash = self._hash
        else:
            asked.rerun_script.page_name = self._page
        if press is not None:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = self.buttons[press], True
        return asked

    def _took(self, message: Any) -> bool:
        """Take what the server sent; whether the run that was asked for is over."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._hash = message.new_session.page_script_hash or self._hash
            if not message.metadata.run.fragment_ids:
                self.buttons, self.labels, self.fragments, self.html = {}, {}, {}, ""
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.fragments[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") == "button":
                key = element.button.id.split("-", 2)[-1]
                self.buttons[key], self.labels[key] = element.button.id, element.button.label
            elif element.WhichOneof("type") == "html":
                self.html += element.html.body
        # A rerun that the script itself asked for ends the first run early and is part of the same answer.
        return kind == "script_finished" and message.script_finished in {
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
        }
