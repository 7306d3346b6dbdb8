"""The command `bothways`: set a site up, serve it, bring collections in."""

import os
import sys
from typing import Annotated

import typer

from bothways.imports import commands as imports

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Software for communities that mentor.",
)
app.add_typer(imports.app, name="import")


@app.callback()
def load_django(context: typer.Context) -> None:
    """Software for communities that mentor."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.config.settings")
    if context.invoked_subcommand != "serve":  # it only starts others, which load it themselves
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
    from django.db import OperationalError

    try:
        app()
    except OperationalError as error:
        sys.exit(f"The database cannot be used: {str(error).strip()}.")


if __name__ == "__main__":
    main()
