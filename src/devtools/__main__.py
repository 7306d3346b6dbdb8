"""`python -m devtools run` and `python -m devtools demo`: what `make run` and `make demo` call."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from devtools import community

app = typer.Typer(no_args_is_help=True, add_completion=False)
HOME = Path(os.environ.get("BOTHWAYS_HOME_DIR", "var"))
STAGES = ("first-light", "desk")  # as in `demo`, which needs the framework
ROOM_NEEDED = 200 * 1024 * 1024  # bytes


def _environment(port: int) -> dict[str, str]:
    texts = community.read()
    defaults = {
        "BOTHWAYS_SITE_NAME": texts.name,
        "BOTHWAYS_SITE_TAGLINE": texts.tagline,
        "BOTHWAYS_SITE_ABOUT": texts.about,
        "BOTHWAYS_ORIGIN": f"http://localhost:{port}",
        "BOTHWAYS_OWNER_EMAIL": "grace@longtable.example",
        "BOTHWAYS_SECURITY_CONTACT": "mailto:security@longtable.example",
        "BOTHWAYS_DEMO": "1",
    }
    return {**defaults, **os.environ}


def _say_and_end(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _make_home(environment: dict[str, str], stage: str = STAGES[-1]) -> None:
    """Make the demo site beside its place and move it there when it is whole: it is all there, or not at all."""
    new = HOME.with_name(HOME.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir(parents=True)
        if shutil.disk_usage(new).free < ROOM_NEEDED:
            raise OSError(errno.ENOSPC, "less than 200 MB free")
        typer.echo("Making the demo community …")
        subprocess.run(
            [sys.executable, "-m", "devtools", "load", "--stage", stage],
            env={**environment, "BOTHWAYS_HOME_DIR": str(new)},
            check=True,
        )
        if HOME.exists():
            shutil.rmtree(HOME)
        new.rename(HOME)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        _say_and_end(f"There is no room for the demo community in {HOME.absolute().parent}: {error.strerror}.")
    except subprocess.CalledProcessError:
        shutil.rmtree(new, ignore_errors=True)
        _say_and_end("The demo community could not be made; the reason stands above. Nothing was left behind.")


@app.command()
def load(stage: str = STAGES[-1]) -> None:
    """Set the site up and load the demo community into it where it is empty."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.config.settings")
    django.setup()
    from bothways.config.setup import set_up
    from devtools import demo

    set_up()
    demo.load(stage)


@app.command()
def demo(stage: Annotated[str, typer.Option(help=f"One of: {', '.join(STAGES)}.")] = STAGES[-1]) -> None:
    """Make the demo community anew, at a stage; what stands in its place is removed."""
    if stage not in STAGES:
        _say_and_end(f"There is no stage “{stage}”. Stages: {', '.join(STAGES)}.")
    _make_home(_environment(8000), stage)
    typer.echo(f"The demo community stands in {HOME}/. Start it with: make run")


@app.command()
def run(port: int = 8000) -> None:
    """Serve the demo community; make it first where there is none."""
    from bothways.config.serving import refuse_taken_port

    refuse_taken_port("127.0.0.1", port)
    environment = _environment(port)
    if not (HOME / "bothways.db").exists() and "BOTHWAYS_DATABASE_URL" not in os.environ:
        _make_home(environment)
    os.environ.update(environment)
    load(STAGES[-1])
    _welcome(port)
    os.execv(sys.executable, [sys.executable, "-m", "bothways.config.cli", "serve", "--port", str(port)])


@app.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_tests(context: typer.Context, database: Literal["sqlite", "postgresql", "both"] = "both") -> None:
    """Run every test on SQLite and PostgreSQL, or on the one that --database names; pytest gets what else is given."""
    from devtools import testing

    databases = ("sqlite", "postgresql") if database == "both" else (database,)
    raise typer.Exit(testing.run(databases, context.args))


@app.command()
def bench(
    *,
    scale: Annotated[int, typer.Option(min=1, help="1 stands for 2,000 questions and 10,000 answers.")] = 1,
    database: Literal["sqlite", "postgresql", "both"] = "both",
    record: Annotated[bool, typer.Option("--record", help="Keep the results in docs/benchmarks.md.")] = False,
) -> None:
    """Measure the pages on a fixed load, beside a bare page, against what they are to reach."""
    from devtools.bench import running

    databases = ("sqlite", "postgresql") if database == "both" else (database,)
    if not running.run(scale, databases, keep=record):
        raise typer.Exit(1)


@app.command("bench-mail")
def bench_mail(
    *,
    database: Literal["sqlite", "postgresql", "both"] = "both",
    record: Annotated[bool, typer.Option("--record", help="Keep the results in docs/benchmarks.md.")] = False,
) -> None:
    """Measure how fast digests go out, and kill workers to see what is lost."""
    from devtools.bench import mail

    databases = ("sqlite", "postgresql") if database == "both" else (database,)
    if not mail.run(databases, keep=record):
        raise typer.Exit(1)


@app.command()
def mails(folder: Annotated[Path, typer.Argument(help="Where to write them.")] = HOME / "mails") -> None:
    """Write one mail of every kind, as the demo community would send it, to be looked at."""
    import django

    os.environ.update(_environment(8000))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.config.settings")
    django.setup()
    from devtools import mails as all_mails

    for file in all_mails.write(folder):
        typer.echo(file)


@app.command()
def cohorts(folder: Annotated[Path, typer.Argument(help="Holds people.yaml and cohorts/*/projects.yaml.")]) -> None:
    """Print how often text alone finds the mentor whom people chose, against plain TF-IDF and chance."""
    from devtools import cohorts as real

    typer.echo(real.told(real.measure(folder)))


@app.command("bench-pairing")
def bench_pairing(
    *,
    scale: Annotated[int, typer.Option(min=1, help="10 adds a million mentees; it takes an hour.")] = 1,
    only: Annotated[str, typer.Option(help="One of: races, tables, starting, moving, instances.")] = "",
    record: Annotated[bool, typer.Option("--record", help="Keep the results in docs/benchmarks.md.")] = False,
) -> None:
    """Measure the matching engine beside others, against what it is to reach."""
    from devtools.bench.pairing import running

    if not running.run(scale, keep=record, only=only):
        raise typer.Exit(1)


@app.command("bench-desk")
def bench_desk(
    *,
    database: Literal["sqlite", "postgresql", "both"] = "both",
    record: Annotated[bool, typer.Option("--record", help="Keep the results in docs/benchmarks.md.")] = False,
) -> None:
    """Measure the pages of the desk with five thousand items on it, against what they are to reach."""
    from devtools.bench import desk

    databases = ("sqlite", "postgresql") if database == "both" else (database,)
    if not desk.run(databases, keep=record):
        raise typer.Exit(1)


def _draft_link() -> str:
    """The personal link to a draft of the demo community; "" where it has none."""
    from bothways.desk.models import Link
    from bothways.foundation import time
    from bothways.foundation.links import absolute

    link = Link.objects.current(time.now()).filter(address="tomas@longtable.example").first()
    return absolute(link) if link else ""


def _welcome(port: int) -> None:
    people = {row["key"]: row for row in community.read().people}
    typer.echo(f"\n  {community.read().name}: http://localhost:{port}/\n")
    typer.echo("  Sign in at /accounts/login/ with one of these addresses; the code appears below.")
    for key in ("noor", "ruth", "amina", "elena", "grace"):
        row = people[key]
        roles = ", ".join(role for role in row["roles"] if role != "member") or "member"
        typer.echo(f"    {row['email']:<32} {row['name']}, {roles}")
    typer.echo(f"  Elena's desk: http://localhost:{port}/desk/")
    if link := _draft_link():
        typer.echo(f"  Tomás, a leader, is in the middle of a sentence. The link from his letter:\n    {link}")
    typer.echo("  Mail that the site sends lies in var/mail.")
    typer.echo("  Everybody here is invented. Press Ctrl-C to stop.\n")


if __name__ == "__main__":
    app()
