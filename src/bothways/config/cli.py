"""The command `bothways`: set a site up, serve it, bring collections in, match mentees with mentors."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

WITHOUT_SITE = {"match", "match-rules", "serve"}
"""Commands that need no site; `serve` only starts others, which load it themselves."""
ELSEWHERE = {
    "import": "bothways.imports.commands",
    "match": "bothways.pairing.commands",
    "match-rules": "bothways.pairing.commands",
}
MATCHING = ("numpy", "openpyxl", "scipy", "snowballstemmer", "threadpoolctl")
"""What the commands of the matching engine cannot do without."""


class _Commands(TyperGroup):
    """Commands of other rooms are loaded when they are called, so that each starts quickly."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *ELSEWHERE]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        if cmd_name != "import" and not all(map(find_spec, MATCHING)):
            return typer.main.get_command(_without_matching)
        found: Any = typer.main.get_command(import_module(ELSEWHERE[cmd_name]).app)
        command = found if cmd_name == "import" else found.commands[cmd_name]
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Software for communities that mentor.",
)
_without_matching = typer.Typer(add_completion=False)


@_without_matching.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def get_matching() -> None:
    """Match mentees with mentors (its libraries are not installed)."""
    typer.echo("Matching needs a few libraries more; get them with: pip install 'bothways[matching]'", err=True)
    raise typer.Exit(1)


@app.callback()
def load_django(context: typer.Context) -> None:
    """Software for communities that mentor."""
    if context.invoked_subcommand in WITHOUT_SITE:
        return
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.config.settings")
    django.setup()


@app.command()
def setup() -> None:
    """Make or renew what a site needs: secret key, tables, static files. Safe to repeat."""
    from bothways.config.setup import set_up

    set_up()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer requests.")] = 2,
) -> None:
    """Serve the site and run its recurring jobs, until interrupted."""
    from bothways.config.serving import serve as run

    run(host=host, port=port, workers=workers)


@app.command()
def work() -> None:
    """Run only the recurring jobs, for a site whose web server is started by something else."""
    from bothways.config.schedule import work as run

    run()


@app.command("mail-in")
def mail_in(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8025,
    *,
    lmtp: Annotated[bool, typer.Option("--lmtp", help="Speak LMTP, not SMTP.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Listen where strangers can connect.")] = False,
) -> None:
    """Take mail from a mail server, until interrupted. Without a host it listens where BOTHWAYS_MAIL_IN says."""
    from bothways.config.mailing import listening, take_mail

    take_mail(listening(host=host, port=port, lmtp=lmtp), public=public)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def manage(context: typer.Context) -> None:
    """Run one of Django's own commands: `bothways manage check --deploy`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["bothways manage", *context.args])


@app.command("verify-history")
def verify_history(
    head: Annotated[
        str, typer.Option(help="A head noted earlier: NUMBER:LINK. Without it a cut tail is not seen.")
    ] = "",
) -> None:
    """Check the chain of history, and print its head to be kept elsewhere."""
    from bothways.history.queries import head as newest
    from bothways.history.queries import verify

    number, _, link = head.partition(":")
    fault = verify(kept_head=(int(number), link) if head else None)
    if fault:
        typer.echo(f"History does not hold: entry {fault.number} is {fault.reason}.", err=True)
        raise typer.Exit(1)
    typer.echo("History holds. Head {}:{}".format(*(newest() or (0, ""))))


def main() -> None:
    """The way in. A database that cannot be used is one clear sentence."""
    try:
        app()
    except Exception as error:
        if "django" not in sys.modules:
            raise
        from django.db import OperationalError

        if not isinstance(error, OperationalError):
            raise
        sys.exit(f"The database cannot be used: {str(error).strip()}.")


if __name__ == "__main__":
    main()
