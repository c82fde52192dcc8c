"""`threads-tui assistants`: list, show, create, edit, copy and delete them from the shell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from tui_threads.chat.exporting.plain import plain_line, plain_text
from tui_threads.cli import completing, library
from tui_threads.cli.library import OpenLibrary

if TYPE_CHECKING:
    from tui_threads.api import ThreadsClient
    from tui_threads.wire.assistants import Assistant

T = TypeVar("T")
Options = dict[str, object]

_FORMATS = ("auto", "text", "json_object", "json_schema")
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")


@click.group("assistants")
def command() -> None:
    """List, make and change the assistants of a server.

    An assistant is named by its id or its name. What `show --json` prints, `create --from` takes.
    """


_FIELDS = (
    click.option("--name", metavar="NAME", help="At most 256 characters."),
    click.option(
        "--model",
        metavar="NAME",
        shell_complete=completing.complete_model,
        help="The model that answers.",
    ),
    click.option("--instructions", metavar="TEXT", help="What it is told before every conversation."),
    click.option(
        "--instructions-file",
        type=click.File(encoding="utf-8"),
        metavar="FILE",
        help="Instructions from a file; - is standard input.",
    ),
    click.option("--description", metavar="TEXT", help="For people; at most 512 characters."),
    click.option("--temperature", metavar="NUMBER", help="0 to 2."),
    click.option("--top-p", metavar="NUMBER", help="0 to 1."),
    click.option("--reasoning-effort", type=click.Choice(_EFFORTS), help="How long it thinks."),
    click.option("--response-format", type=click.Choice(_FORMATS), help="How it must answer."),
    click.option(
        "--schema",
        type=click.File(encoding="utf-8"),
        metavar="FILE",
        help="The JSON Schema for the response format json_schema.",
    ),
    click.option("--code-interpreter/--no-code-interpreter", default=None, help="It may run code."),
    click.option("--file-search/--no-file-search", default=None, help="It may search its vector store."),
    click.option(
        "--functions",
        type=click.File(encoding="utf-8"),
        metavar="FILE",
        help="Its functions, a JSON array.",
    ),
    click.option("--code-file", multiple=True, metavar="ID|NAME", help="A file for its code; repeatable."),
    click.option("--vector-store", metavar="ID|NAME", help="The vector store it searches."),
    click.option("--metadata", multiple=True, metavar="KEY=VALUE", help="A pair of metadata; repeatable."),
)


def _fields(function: Callable[..., None]) -> Callable[..., None]:
    """The options of `create` and `edit`, as the fields of an assistant."""
    for option in reversed(_FIELDS):
        function = option(function)
    return function


@command.command("list")
@library.profile_option
@library.json_option
def list_all(profile: str | None, as_json: bool) -> None:
    """List assistants, newest first: id, model, name."""
    from tui_threads.chat.assistants import all_assistants

    found = _ask(profile, all_assistants)
    if as_json:
        from tui_threads.chat.exporting.json_shape import json_text, list_object

        told = [one.model_dump(mode="json", by_alias=True) for one in found]
        click.echo(json_text(list_object(told, [one.id for one in found])), nl=False)
        return
    for one in found:
        click.echo("  ".join([one.id, plain_line(one.model), plain_line(one.name or "(no name)")]))


@command.command("show")
@click.argument("assistant", shell_complete=completing.complete_assistant)
@library.profile_option
@library.json_option
def show(assistant: str, profile: str | None, as_json: bool) -> None:
    """Show one assistant."""
    from tui_threads.chat.assistants import find

    _tell(_ask(profile, lambda client: find(client, assistant)), as_json)


@command.command("create")
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Begin with an assistant as `show --json` printed it.",
)
@_fields
@library.profile_option
@library.json_option
def create(source: Path | None, profile: str | None, as_json: bool, **options: object) -> None:
    """Make an assistant; its id is printed."""
    from tui_threads.chat import assistants

    values = {**_template(source), **_values(options)}
    if not values.get("model"):
        values["model"] = _default_model()
    made = _ask(profile, lambda client: assistants.create(client, values))
    _tell(made, as_json, brief=True)


@command.command("edit", short_help="Change what is given, and leave the rest as it is.")
@click.argument("assistant", shell_complete=completing.complete_assistant)
@_fields
@library.profile_option
@library.json_option
def edit(assistant: str, profile: str | None, as_json: bool, **options: object) -> None:
    """Change what is given and leave the rest as it is; an empty text empties a field."""
    from tui_threads.chat import assistants

    values = _values(options)
    if not values:
        raise click.UsageError("Say what is to be changed; `assistants edit --help` lists it.")

    async def work(client: ThreadsClient) -> Assistant:
        return await assistants.change(client, await assistants.find(client, assistant), values)

    _tell(_ask(profile, work), as_json, brief=True)


@command.command("copy")
@click.argument("assistant", shell_complete=completing.complete_assistant)
@library.profile_option
@library.json_option
def copy(assistant: str, profile: str | None, as_json: bool) -> None:
    """Make another assistant with everything of this one."""
    from tui_threads.chat import assistants

    async def work(client: ThreadsClient) -> Assistant:
        return await assistants.copy(client, await assistants.find(client, assistant))

    _tell(_ask(profile, work), as_json, brief=True)


@command.command("delete")
@click.argument("assistant", shell_complete=completing.complete_assistant)
@click.option("--yes", is_flag=True, help="Do not ask.")
@library.profile_option
def delete(assistant: str, yes: bool, profile: str | None) -> None:
    """Delete an assistant. Threads and messages stay."""
    from tui_threads.chat.assistants import find

    found = _ask(profile, lambda client: find(client, assistant))
    if not yes:
        library.confirm(f"Delete {plain_line(found.name or found.id)} ({found.id}) from the server?")
    _ask(profile, lambda client: client.assistants.delete(found.id))
    click.echo(f"threads-tui: {found.id} is deleted.", err=True)


def _ask(profile: str | None, work: Callable[[ThreadsClient], Awaitable[T]]) -> T:
    """Do something with the server's client.

    Raises:
        ClickException: it failed.
        UsageError: a field is wrong, or there is no such assistant.
    """
    from tui_threads.chat.assistants import NoAssistantError
    from tui_threads.chat.form_values import FormError

    async def opened(library_: OpenLibrary) -> T:
        return await work(await library_.client())

    try:
        return library.run(profile, opened)
    except NoAssistantError as error:
        raise click.ClickException(str(error)) from error
    except FormError as error:
        words = [f"{name}: {said}" if name else said for name, said in error.complaints.items()]
        raise click.UsageError(" ".join(words)) from error


def _values(options: Options) -> dict[str, str]:
    """The fields of the form that were given."""
    values: dict[str, str] = {}
    for name, value in options.items():
        if value is None or value == ():
            continue
        if isinstance(value, bool):
            values[name] = "true" if value else "false"
        elif isinstance(value, str):
            values[name] = value
        elif isinstance(value, tuple):
            values["code_files" if name == "code_file" else name] = "\n".join(
                one.replace("=", ": ", 1) if name == "metadata" else one for one in value
            )
        else:
            values["instructions" if name == "instructions_file" else name] = _read(name, value)
    if "vector_store" in values:
        values["vector_stores"] = values.pop("vector_store")
    return values


def _read(name: str, stream: object) -> str:
    read = getattr(stream, "read", None)
    assert read is not None, name
    try:
        return str(read())
    except UnicodeDecodeError as error:
        raise click.UsageError(f"--{name.replace('_', '-')}: this is no text in UTF-8.") from error


def _template(source: Path | None) -> dict[str, str]:
    if source is None:
        return {}
    from pydantic import ValidationError

    from tui_threads.chat.assistant_form import written
    from tui_threads.wire.assistants import Assistant

    try:
        return written(Assistant.model_validate_json(source.read_bytes()))
    except (OSError, ValidationError) as error:
        raise click.UsageError(
            f"{source} is not an assistant as `assistants show --json` prints it."
        ) from error


def _default_model() -> str:
    from tui_threads import settings
    from tui_threads.paths import Paths

    return settings.load(Paths.for_user().config_file).server.fallback_model


def _tell(assistant: Assistant, as_json: bool, *, brief: bool = False) -> None:
    if as_json:
        from tui_threads.chat.exporting.json_shape import json_text

        click.echo(json_text(assistant.model_dump(mode="json", by_alias=True)), nl=False)
        return
    if brief:
        click.echo(assistant.id)
        return
    from tui_threads.chat.assistant_form import written

    click.echo(assistant.id)
    for name, value in written(assistant).items():
        if value and value != "false":
            inner = plain_text(value).replace("\n", f"\n{' ' * 20}")
            click.echo(f"{name.replace('_', ' '):<20}{inner}")
