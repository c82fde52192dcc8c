"""Lists that are fetched page by page.

`async for item in client.assistants.list()` walks all pages; `await client.assistants.list()` gives the
first page itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from tui_threads.api.calls import Call, query, split
from tui_threads.api.connection import Connection
from tui_threads.api.errors import ProtocolError
from tui_threads.wire.base import WireParams
from tui_threads.wire.lists import Page
from tui_threads.wire.params_lists import ListParams

__all__ = ["ListPage", "Listing", "listing"]


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


ItemT = TypeVar("ItemT", bound=_HasId)


@dataclass(frozen=True, slots=True)
class ListPage(Generic[ItemT]):
    """One page, and the way to the next."""

    page: Page[ItemT]
    listing: Listing[ItemT]

    @property
    def data(self) -> tuple[ItemT, ...]:
        """The items, in the order asked for."""
        return self.page.data

    @property
    def has_more(self) -> bool:
        """Whether more items follow this page."""
        return self.page.has_more

    @property
    def first_id(self) -> str | None:
        """Id of the first item; None when the page is empty."""
        return self.page.first_id or (self.data[0].id if self.data else None)

    @property
    def last_id(self) -> str | None:
        """Id of the last item, after which the next page begins; None when the page is empty."""
        return self.page.last_id or (self.data[-1].id if self.data else None)

    def has_next_page(self) -> bool:
        """Whether `get_next_page` will find one."""
        return self.has_more and bool(self.data)

    async def get_next_page(self) -> ListPage[ItemT]:
        """The page that follows.

        Raises:
            ProtocolError: there is none, or the server's cursor does not move.
        """
        if not self.has_next_page():
            raise ProtocolError("This is the last page of the list.")
        return await self.listing.page_after(self.data[-1].id)

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        """All items from this page on."""
        async for page in self.iter_pages():
            for item in page.data:
                yield item

    async def iter_pages(self) -> AsyncIterator[ListPage[ItemT]]:
        """This page and all that follow.

        Raises:
            ProtocolError: the server gives the same items again and again.
        """
        page = self
        seen = {item.id for item in page.data}
        yield page
        while page.has_next_page():
            page = await page.get_next_page()
            new = {item.id for item in page.data} - seen
            if page.data and not new:
                raise ProtocolError("The server's list has no end: it gives the same items again.")
            seen |= new
            yield page


class Listing(Generic[ItemT]):
    """A list that has not been asked for yet: await it for a page, or walk it with `async for`."""

    def __init__(self, connection: Connection, page_type: type[Page[ItemT]], call: Call) -> None:
        self._connection = connection
        self._page_type = page_type
        self._call = call

    def __await__(self) -> Generator[object, None, ListPage[ItemT]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for page in self.iter_pages():
            for item in page.data:
                yield item

    async def iter_pages(self) -> AsyncIterator[ListPage[ItemT]]:
        """All pages."""
        async for page in (await self._first()).iter_pages():
            yield page

    async def page_after(self, after: str) -> ListPage[ItemT]:
        """The page of the same list that follows the item of this id."""
        others = tuple(pair for pair in self._call.query if pair[0] != "after")
        listing = Listing(
            self._connection, self._page_type, replace(self._call, query=(*others, ("after", after)))
        )
        page = await listing._first()
        if page.data and page.data[-1].id == after:
            raise ProtocolError("The server's list has no end: its cursor does not move.")
        return page

    async def _first(self) -> ListPage[ItemT]:
        return ListPage(await self._connection.call(self._page_type, self._call), self)


def listing(
    connection: Connection,
    item: type[ItemT],
    where: str,
    arguments: Mapping[str, object],
    *,
    params: type[WireParams] = ListParams,
    include: Sequence[str] | None = None,
    page: type[Page[ItemT]] | None = None,
) -> Listing[ItemT]:
    """The list at a path, asked for as the arguments of a `list` method say.

    Raises:
        InvalidRequestError: an argument breaks the protocol's limits.
    """
    fields, options = split(arguments)
    call = Call("GET", where, query(params, fields, include), options=options)
    return Listing(connection, page or Page[item], call)  # type: ignore[valid-type]  # pydantic's generic at run time
